SELECT protect_rows('key_rotation');
