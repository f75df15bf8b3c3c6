/** The mark: a distribution with its peak told. */
export function Logo({ large = false }: { large?: boolean }) {
  return (
    <span className={large ? "logo logo-large" : "logo"}>
      <svg viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" />
        <path d="M6 22.500c3.200 0 3.600-11.500 7-11.500s3.200 8 6 8 3-3.500 7-3.500" />
        <circle cx="13" cy="11" r="2.300" />
      </svg>
      <span>Conspectus</span>
    </span>
  );
}
