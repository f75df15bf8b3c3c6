import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { iteration, iterations } from "@/api/queries";
import type { IterationSummary, Project } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { More } from "@/domain/asset/More";
import { Badge, Segments } from "@/shared/controls";
import { plural } from "@/shared/format";
import { ErrorNote, Loaded, Skeleton } from "@/shared/states";
import { When } from "@/shared/When";
import { Entries } from "./Entries";

/** The iterations of a project, newest first; the first stands open. */
export function Timeline({ project }: { project: Project }) {
  const [phase, setPhase] = useState("");
  const query = useInfiniteQuery(iterations(project.id, phase === "" ? undefined : phase));
  const all = items(query.data);
  return (
    <section aria-label="Iterations">
      <div className="section-head">
        <h2>Iterations</h2>
        {project.phases.length > 1 && (
          <Segments
            label="Phase"
            value={phase}
            onChange={setPhase}
            options={[
              { value: "", label: "All" },
              ...project.phases.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
      </div>
      {query.error !== null && <ErrorNote error={query.error} />}
      {query.isPending && <Skeleton lines={4} />}
      {query.isSuccess && all.length === 0 && (
        <p className="muted">
          No iteration yet. A notebook names one with <code>cs.connect(iteration=…)</code>.
        </p>
      )}
      <ol className="timeline">
        {all.map((one, index) => (
          <TimelineItem key={one.id} iteration={one} open={index === 0} />
        ))}
      </ol>
      <More query={query} />
    </section>
  );
}

function TimelineItem({ iteration: one, open }: { iteration: IterationSummary; open: boolean }) {
  return (
    <li className="timeline-item" data-testid="iteration">
      <p className="timeline-head">
        <Link to="/iterations/$iterationId" params={{ iterationId: one.id }} className="strong">
          {one.name}
        </Link>
        {one.phase !== undefined && <Badge>{one.phase.name}</Badge>}
      </p>
      <p className="muted timeline-facts">
        <When at={one.last_at} /> · {plural(one.versions, "version")}
        {one.notes > 0 && <> · {plural(one.notes, "note")}</>}
      </p>
      {open && <Opened id={one.id} />}
    </li>
  );
}

const MOST = 12;

function Opened({ id }: { id: string }) {
  const query = useQuery(iteration(id));
  return (
    <Loaded query={query} skeleton={<Skeleton lines={2} />}>
      {({ entries }) => (
        <>
          <Entries entries={entries.slice(0, MOST)} />
          {entries.length > MOST && (
            <Link className="muted" to="/iterations/$iterationId" params={{ iterationId: id }}>
              {entries.length - MOST} more
            </Link>
          )}
        </>
      )}
    </Loaded>
  );
}
