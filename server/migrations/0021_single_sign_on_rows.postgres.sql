-- A provider is found by its address, and a sign-in by its state, before it is known whose they are.
SELECT protect_rows('identity_provider', directory => true);
SELECT protect_rows('sign_in_flow', directory => true);
SELECT protect_rows('accepted_assertion');
SELECT protect_rows('provider_subject');
SELECT protect_rows('provider_membership');
