import type { Profile } from "@/api/types";
import { Gaps } from "@/domain/column/Gaps";
import { AssociationView } from "@/domain/dataset/AssociationView";
import { MissingMatrix } from "@/domain/dataset/MissingMatrix";
import { Section } from "@/shared/controls";
import { Empty } from "@/shared/states";

const FIGURES = ["all", "duplicate-rows", "missing", "associations"];

/** What is known of rows as wholes: which columns are missing together, and which go together. */
export function Across({ profile }: { profile: Profile }) {
  const { missing, associations, columns, rows, policy } = profile;
  const gaps = (profile.withheld ?? []).filter(({ figure }) => FIGURES.includes(figure));
  if (missing == null && associations == null && gaps.length === 0) {
    return (
      <Empty icon="dataset" title="Nothing across columns">
        No two columns miss values together, and no pair of columns could be compared.
      </Empty>
    );
  }
  return (
    <div className="across">
      {missing != null && (
        <Section title="Missing together">
          <MissingMatrix missing={missing} columns={columns} rows={rows} />
        </Section>
      )}
      {associations != null && (
        <Section title="Going together">
          <AssociationView associations={associations} columns={columns} rows={rows} />
        </Section>
      )}
      <Gaps gaps={gaps} policy={policy} />
    </div>
  );
}
