import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { projects } from "@/api/queries";
import type { ProjectSummary } from "@/api/types";
import { items } from "@/domain/asset/allPages";
import { KINDS, kindName, kindNames } from "@/domain/asset/kinds";
import { KindIcon } from "@/domain/asset/KindIcon";
import { More } from "@/domain/asset/More";
import { integer, plural } from "@/shared/format";
import { walkList } from "@/shared/shortcuts";
import { Empty, Loaded } from "@/shared/states";
import { When } from "@/shared/When";

export function Projects() {
  const query = useInfiniteQuery(projects());
  return (
    <>
      <header className="page-head">
        <div className="page-title">
          <h1>Projects</h1>
        </div>
      </header>
      <Loaded query={query}>
        {(data) => {
          const all = items(data);
          return all.length === 0 ? (
            <FirstSteps />
          ) : (
            <ul className="project-cards" onKeyDown={walkList}>
              {all.map((project) => (
                <ProjectCard key={project.id} project={project} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      <More query={query} />
    </>
  );
}

function ProjectCard({ project }: { project: ProjectSummary }) {
  const counts = {
    dataset: project.counts.datasets,
    model: project.counts.models,
    figure: project.counts.figures,
    document: project.counts.documents,
  };
  return (
    <li>
      <Link
        className="project-card"
        to="/projects/$projectId"
        params={{ projectId: project.id }}
        data-stop
        data-testid="project"
        data-name={project.name}
      >
        <span className="project-name">{project.name}</span>
        <span className="project-counts">
          {KINDS.map((kind) => (
            <span
              key={kind}
              className={counts[kind] === 0 ? "project-count muted" : "project-count"}
              title={kindNames[kind]}
            >
              <KindIcon kind={kind} size={14} />
              {integer(counts[kind])}
              <span className="project-kind">{(counts[kind] === 1 ? kindName : kindNames)[kind].toLowerCase()}</span>
            </span>
          ))}
        </span>
        <span className="project-when muted">
          {project.counts.iterations > 0 && <>{plural(project.counts.iterations, "iteration")} · </>}
          last change <When at={project.updated_at} />
        </span>
      </Link>
    </li>
  );
}

function FirstSteps() {
  return (
    <Empty icon="dataset" title="No project yet">
      <p>A project appears with the first capture from a notebook:</p>
      <pre className="mono">{`import conspectus as cs
cs.connect(project="my first project")
cs.dataset(frame, "customers")`}</pre>
      <p>
        The notebook needs a token; make one under <Link to="/account">account</Link>.
      </p>
    </Empty>
  );
}
