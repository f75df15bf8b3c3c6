SELECT protect_rows('sign_in_rules', directory => true);
