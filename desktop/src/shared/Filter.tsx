import { Icon } from "./Icon";

export function Filter({ text, onChange, label }: { text: string; onChange: (text: string) => void; label: string }) {
  return (
    <span className="filter">
      <Icon name="search" size={14} />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </span>
  );
}
