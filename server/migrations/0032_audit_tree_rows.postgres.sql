SELECT protect_rows('audit_node');
SELECT protect_rows('checkpoint_key');
SELECT protect_rows('subject_key');
