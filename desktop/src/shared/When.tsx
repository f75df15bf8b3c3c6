import { ago, dateTime } from "./format";
import { useNow } from "./time";

/** A moment as people tell it, with the exact one behind it. */
export function When({ at }: { at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={dateTime(at)}>
      {ago(at, now)}
    </time>
  );
}
