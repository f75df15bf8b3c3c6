import type { AssetKind } from "@/api/types";
import { Icon } from "@/shared/Icon";

export function KindIcon({ kind, size = 16 }: { kind: AssetKind; size?: number }) {
  return (
    <span className={`kind kind-${kind}`} title={kind}>
      <Icon name={kind} size={size} />
    </span>
  );
}
