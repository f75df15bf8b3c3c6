import type { Dataset, Mode, Version } from "@/api/types";
import { Gaps } from "@/domain/column/Gaps";
import { Section } from "@/shared/controls";
import { bytes, dateTime, integer } from "@/shared/format";

/** Where a table came from, who captured it, and under which rules its figures were made. */
export function DatasetAbout({ version, dataset: { source, profile } }: { version: Version; dataset: Dataset }) {
  return (
    <div className="about">
      <Section title="Source">
        {source === undefined ? (
          <p className="muted">No source was told: the table was in memory when it was captured.</p>
        ) : (
          <dl className="terms">
            {source.location !== undefined && <Term name="Location" mono value={source.location} />}
            {(source.files ?? []).map((file) => (
              <Term
                key={file.name}
                name="File"
                mono
                value={`${file.name}${file.bytes === undefined ? "" : ` (${bytes(file.bytes)})`}`}
              />
            ))}
          </dl>
        )}
        {source?.query !== undefined && <pre tabIndex={0}>{source.query}</pre>}
      </Section>
      <Section title="Capture">
        <dl className="terms">
          <Term name="Captured" value={dateTime(version.captured_at)} />
          <Term name="Recorded" value={dateTime(version.recorded_at)} />
          <Term name="By" value={version.actor.name} />
          {version.agent !== undefined && (
            <Term
              name="With"
              value={[version.agent.name, version.agent.version, version.agent.runtime].filter(Boolean).join(" ")}
            />
          )}
          {profile.fingerprint !== undefined && (
            <Term
              name={profile.fingerprint.keyed ? "Keyed fingerprint" : "Fingerprint"}
              mono
              value={profile.fingerprint.value}
            />
          )}
        </dl>
      </Section>
      <Section title="Disclosure policy">
        <p>
          {profile.policy.mode !== "standard"
            ? MADE[profile.policy.mode]
            : `No figure stands for fewer than ${integer(profile.policy.min_cell)} rows, and a table of fewer than ${integer(profile.policy.min_rows)} rows has no figures at all. Single values, smallest and largest ones included, never left the notebook.`}
        </p>
        {profile.privacy != null && (
          <p data-testid="privacy">
            These figures cost ε = {profile.privacy.epsilon} and δ = {profile.privacy.delta}. All of this dataset's
            figures together spent ε = {profile.privacy.spent_epsilon}.
          </p>
        )}
        {profile.reason != null && <p data-testid="reason">The reason given: {profile.reason}</p>}
        <Gaps gaps={profile.withheld ?? []} policy={profile.policy} title="About the table as a whole" />
      </Section>
    </div>
  );
}

const MADE: Record<Exclude<Mode, "standard">, string> = {
  schema: "Only names and types were asked for.",
  dp: "Each number carries noise, so that nothing reliable follows from it about any one row (differential privacy).",
  exact:
    "The figures are exact, smallest and largest values included. The workspace allows that, and a reason was given. Personal columns, identifiers and texts are held back as ever.",
};

function Term({ name, value, mono = false }: { name: string; value: string; mono?: boolean }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={mono ? "mono" : ""}>{value}</dd>
    </div>
  );
}
