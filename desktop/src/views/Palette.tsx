import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useDeferredValue, useState } from "react";
import { projects, search } from "@/api/queries";
import type { AssetKind } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { digestText } from "@/domain/asset/digest";
import { KindIcon } from "@/domain/asset/KindIcon";
import { Dialog } from "@/shared/Dialog";
import { Icon } from "@/shared/Icon";

interface Choice {
  id: string;
  name: string;
  detail: string;
  kind: AssetKind | null;
  go: () => unknown;
}

/** Type a few letters, press Enter. */
export function Palette({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog label="Search" open={open} onClose={onClose} className="palette">
      <PaletteBody onClose={onClose} />
    </Dialog>
  );
}

function useChoices(text: string): Choice[] {
  const navigate = useNavigate();
  const q = useDeferredValue(text.trim());
  const hits = useInfiniteQuery({ ...search(q), enabled: q.length > 1, placeholderData: (before) => before });
  const all = useInfiniteQuery(projects());
  const wanted = q.toLowerCase();
  const found = items(all.data)
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .slice(0, 5);
  return [
    ...(q.length > 1 ? items(hits.data) : []).slice(0, 12).map(({ asset }) => ({
      id: asset.id,
      name: asset.name,
      detail: digestText(asset.newest),
      kind: asset.kind,
      go: () => navigate({ to: "/assets/$assetId", params: { assetId: asset.id } }),
    })),
    ...found.map(({ id, name }) => ({
      id,
      name,
      detail: "project",
      kind: null,
      go: () => navigate({ to: "/projects/$projectId", params: { projectId: id } }),
    })),
    ...(q === ""
      ? []
      : [
          {
            id: "all",
            name: `All results for “${q}”`,
            detail: "",
            kind: null,
            go: () => navigate({ to: "/search", search: { q } }),
          },
        ]),
  ];
}

function PaletteBody({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const choices = useChoices(text);
  const active = Math.min(at, choices.length - 1);
  const choose = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    choice.go();
  };
  const keys = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (event.key === "Enter") choose(choices[active]);
    else if (step !== undefined) setAt(Math.min(Math.max(active + step, 0), choices.length - 1));
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="palette-field">
        <Icon name="search" size={18} />
        <input
          autoFocus
          data-testid="search"
          role="combobox"
          aria-label="Search"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={choices[active] === undefined ? undefined : `palette-${choices[active].id}`}
          placeholder="Search by name, column, technique, word…"
          value={text}
          onKeyDown={keys}
          onChange={(event) => {
            setText(event.target.value);
            setAt(0);
          }}
        />
      </div>
      <ul className="palette-list" id="palette-list" role="listbox" aria-label="Results">
        {choices.map((choice, index) => (
          <li
            key={choice.id}
            id={`palette-${choice.id}`}
            role="option"
            aria-selected={index === active}
            data-testid={choice.kind === null ? undefined : "hit"}
            onClick={() => choose(choice)}
            onPointerMove={() => setAt(index)}
          >
            {choice.kind === null ? (
              <Icon name={choice.id === "all" ? "search" : "list"} />
            ) : (
              <KindIcon kind={choice.kind} />
            )}
            <span className="palette-name">{choice.name}</span>
            <span className="muted">{choice.detail}</span>
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className="palette-none muted">Nothing by that name. Whole words find most.</p>}
    </>
  );
}
