import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { search } from "@/api/queries";
import type { AssetKind } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { AssetRow } from "@/domain/asset/AssetRow";
import { KINDS, kindNames } from "@/domain/asset/kinds";
import { More } from "@/domain/asset/More";
import { Segments } from "@/shared/controls";
import { Icon } from "@/shared/Icon";
import { walkList } from "@/shared/shortcuts";
import { Empty, Loaded } from "@/shared/states";

export function Search() {
  const { q = "", kind } = useSearch({ from: "/shell/search" });
  const navigate = useNavigate({ from: "/search" });
  const query = useInfiniteQuery({ ...search(q, kind), enabled: q.trim() !== "" });
  const found = items(query.data);
  return (
    <>
      <header className="page-head">
        <div className="page-title">
          <h1>Search</h1>
        </div>
      </header>
      <form
        className="search-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          const text = new FormData(event.currentTarget).get("q");
          void navigate({ search: (before) => ({ ...before, q: typeof text === "string" ? text : "" }) });
        }}
      >
        <Icon name="search" size={18} />
        <input
          key={q}
          name="q"
          type="search"
          data-testid="search"
          aria-label="Search"
          defaultValue={q}
          placeholder="Words of names, columns, documents…"
        />
      </form>
      <div className="filters">
        <Segments<AssetKind | "all">
          label="Kind"
          value={kind ?? "all"}
          onChange={(next) => void navigate({ search: { q, ...(next === "all" ? {} : { kind: next }) } })}
          options={[
            { value: "all", label: "All" },
            ...KINDS.map((one) => ({ value: one, label: kindNames[one], icon: one })),
          ]}
        />
      </div>
      {q.trim() === "" ? (
        <Empty icon="search" title="What are you looking for?">
          Names, columns, techniques and the words of documents are found. The server keeps them sealed and finds them
          by keyed digests of whole words.
        </Empty>
      ) : (
        <Loaded query={query}>
          {() =>
            found.length === 0 ? (
              <Empty icon="search" title={`Nothing matches “${q}”`}>
                Words are matched whole: try a full word of its name, a column or its text.
              </Empty>
            ) : (
              <ul className="asset-list" onKeyDown={walkList}>
                {found.map(({ asset, matched }) => (
                  <AssetRow key={asset.id} asset={asset} matched={matched} testid="hit" />
                ))}
              </ul>
            )
          }
        </Loaded>
      )}
      <More query={query} />
    </>
  );
}
