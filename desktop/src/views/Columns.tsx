import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Profile } from "@/api/types";
import { type Choice, choose, type Only, type Order } from "@/domain/column/choose";
import { ColumnDetail } from "@/domain/column/ColumnDetail";
import { ColumnGrid } from "@/domain/column/ColumnGrid";
import { ColumnTable } from "@/domain/column/ColumnTable";
import { columnsOf } from "@/domain/column/explain";
import { Button, Segments } from "@/shared/controls";
import { Filter } from "@/shared/Filter";
import { plural } from "@/shared/format";
import { Icon } from "@/shared/Icon";
import { Empty } from "@/shared/states";

/** All columns of a version, narrowed, sorted, and one of them opened beside. */
export function Columns({ profile }: { profile: Profile }) {
  const { column: selected = null } = useSearch({ from: "/shell/assets/$assetId" });
  const navigate = useNavigate({ from: "/assets/$assetId" });
  const [choice, setChoice] = useState<Choice>({ text: "", only: "all", order: "position" });
  const [look, setLook] = useState<"list" | "grid">("list");
  const columns = columnsOf(profile);
  const shown = choose(columns, choice);
  const select = (column: number | null) =>
    void navigate({
      search: (before) =>
        Object.fromEntries(Object.entries({ ...before, column }).filter(([, value]) => value !== null)),
      replace: true,
      resetScroll: false,
    });
  const open = selected === null ? undefined : columns[selected];
  const View = look === "list" ? ColumnTable : ColumnGrid;
  if (columns.length === 0) return <Empty icon="dataset" title="This table has no columns" />;
  return (
    <div className={open === undefined ? "split" : "split split-open"}>
      <div className="split-main">
        <Choices choice={choice} onChange={setChoice} look={look} onLook={setLook} />
        <p className="visually-hidden" role="status">
          {plural(shown.length, "column")} shown
        </p>
        {shown.length === 0 ? (
          <Empty icon="search" title="No column fits">
            <Button onClick={() => setChoice({ ...choice, text: "", only: "all" })}>Show all columns</Button>
          </Empty>
        ) : (
          <View columns={shown} rows={profile.rows} selected={selected} onSelect={select} />
        )}
      </div>
      {open !== undefined && (
        <aside className="detail" aria-label={`Column ${open.name}`} data-testid="column-detail">
          <DetailHead name={open.name} onClose={() => select(null)} />
          <ColumnDetail key={selected} column={open} rows={profile.rows} policy={profile.policy} />
        </aside>
      )}
    </div>
  );
}

function DetailHead({ name, onClose }: { name: string; onClose: () => void }) {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key === "Escape" && document.querySelector("dialog[open]") === null) onClose();
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, [onClose]);
  return (
    <div className="detail-head">
      <h2>{name}</h2>
      <Button look="quiet" aria-label="Close the column" onClick={onClose}>
        <Icon name="close" />
      </Button>
    </div>
  );
}

const ONLY: [Only, string][] = [
  ["all", "All"],
  ["personal", "Personal"],
  ["gaps", "With gaps"],
  ["missing", "With missing values"],
];

const ORDER: [Order, string][] = [
  ["position", "as in the table"],
  ["name", "by name"],
  ["missing", "most missing first"],
  ["distinct", "most distinct first"],
];

interface ChoicesProps {
  choice: Choice;
  onChange: (choice: Choice) => void;
  look: "list" | "grid";
  onLook: (look: "list" | "grid") => void;
}

function Choices({ choice, onChange, look, onLook }: ChoicesProps) {
  return (
    <div className="filters">
      <Filter label="Filter by name or type" text={choice.text} onChange={(text) => onChange({ ...choice, text })} />
      <Segments
        label="Show"
        value={choice.only}
        options={ONLY.map(([value, label]) => ({ value, label }))}
        onChange={(only) => onChange({ ...choice, only })}
      />
      <span className="spring" />
      <label className="order">
        <span className="visually-hidden">Order</span>
        <select value={choice.order} onChange={(event) => onChange({ ...choice, order: event.target.value as Order })}>
          {ORDER.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <Segments
        label="Look"
        value={look}
        onChange={onLook}
        options={[
          { value: "list", label: "List", icon: "list" },
          { value: "grid", label: "Headers", icon: "grid" },
        ]}
      />
    </div>
  );
}
