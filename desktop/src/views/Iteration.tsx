import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { iteration } from "@/api/queries";
import { Fact } from "@/shared/controls";
import { dateTime, duration, integer } from "@/shared/format";
import { Icon } from "@/shared/Icon";
import { Loaded } from "@/shared/states";
import { Entries } from "./Entries";

export function Iteration() {
  const { iterationId } = useParams({ from: "/shell/iterations/$iterationId" });
  const query = useQuery(iteration(iterationId));
  return (
    <Loaded query={query}>
      {(data) => (
        <>
          <header className="page-head">
            <p className="crumbs">
              <Link to="/">Projects</Link>
              <Icon name="chevron" size={12} />
              <Link to="/projects/$projectId" params={{ projectId: data.project_id }}>
                {data.project_name}
              </Link>
            </p>
            <div className="page-title">
              <h1>{data.name}</h1>
            </div>
          </header>
          <dl className="facts">
            {data.phase !== undefined && <Fact label="Phase">{data.phase.name}</Fact>}
            <Fact label="Started">{dateTime(data.started_at)}</Fact>
            <Fact label="Took">{duration((Date.parse(data.last_at) - Date.parse(data.started_at)) / 1000)}</Fact>
            <Fact label="Versions">{integer(data.versions)}</Fact>
            <Fact label="Notes">{integer(data.notes)}</Fact>
          </dl>
          <Entries entries={data.entries} />
          {data.next_cursor != null && <p className="muted">This iteration goes on; its first entries are shown.</p>}
        </>
      )}
    </Loaded>
  );
}
