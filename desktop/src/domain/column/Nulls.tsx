import type { Column } from "@/api/types";
import { atMost, countText, shareText } from "./count";

/** How much is missing, as a bar and in words. */
export function Nulls({ column, rows }: { column: Column; rows: number }) {
  if (column.nulls == null) return <span className="nulls nulls-none">not shown</span>;
  const share = rows > 0 ? atMost(column.nulls) / rows : 0;
  const none = share === 0;
  return (
    <span className={none ? "nulls nulls-none" : "nulls"} title={`${countText(column.nulls)} of the values are null`}>
      <svg className="nulls-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect className="nulls-there" width={100} height={6} />
        <rect className="nulls-missing" width={none ? 0 : Math.max(1.5, share * 100)} height={6} />
      </svg>
      <span>{none ? "none" : shareText(column.nulls, rows)}</span>
    </span>
  );
}
