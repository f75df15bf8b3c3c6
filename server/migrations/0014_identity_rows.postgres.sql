SELECT protect_rows('invitation', directory => true);
SELECT protect_rows('second_factor');
SELECT protect_rows('recovery_code');
