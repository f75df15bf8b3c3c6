SELECT protect_rows('directory_entry');
