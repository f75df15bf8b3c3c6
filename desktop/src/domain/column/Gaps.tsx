import type { Policy, Withheld } from "@/api/types";
import { Icon } from "@/shared/Icon";
import { explanations } from "./explain";

/** What was withheld or blurred, and why, in plain words. */
export function Gaps({
  gaps,
  policy,
  title = "What is not shown, and why",
}: {
  gaps: Withheld[];
  policy: Policy;
  title?: string;
}) {
  const told = explanations(gaps, policy);
  if (told.length === 0) return null;
  return (
    <div className="gaps" data-testid="withheld">
      <p className="gaps-title">
        <Icon name="shield" size={14} />
        {title}
      </p>
      <ul>
        {told.map(({ rule, heads, reason, coarsened }) => (
          <li key={`${rule} ${coarsened}`} className={coarsened ? "gap gap-coarse" : "gap"}>
            <span className="gap-heads">{heads.join(" · ")}</span>
            <span className="gap-reason">{reason}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
