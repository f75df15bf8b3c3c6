import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { write } from "@/api/client";
import { ownSessions } from "@/api/queries";
import type { OwnSession } from "@/api/types";
import { Badge, Button, Section } from "@/shared/controls";
import { date } from "@/shared/format";
import { ErrorNote, Loaded } from "@/shared/states";
import { When } from "@/shared/When";

/** Where one is signed in, and a way out of each. */
export function SessionList() {
  const query = useQuery(ownSessions());
  const end = useEnd();
  const others = (query.data?.items.length ?? 0) > 1;
  return (
    <Section
      title="Your sessions"
      aside={others && <Button onClick={() => end.mutate(undefined)}>End all others</Button>}
    >
      {end.error !== null && <ErrorNote error={end.error} />}
      <Loaded query={query}>
        {({ items }) => (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Program</th>
                <th scope="col">Address</th>
                <th scope="col">Last used</th>
                <th scope="col">Ends</th>
                <th scope="col">
                  <span className="visually-hidden">End</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((session) => (
                <Row key={session.id} session={session} />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
    </Section>
  );
}

function Row({ session }: { session: OwnSession }) {
  const end = useEnd();
  return (
    <tr data-testid="own-session">
      <th scope="row">
        {session.program ?? "unknown"} {session.is_this && <Badge tone="good">this one</Badge>}
      </th>
      <td>{session.address ?? "unknown"}</td>
      <td>
        <When at={session.last_seen_at} />
      </td>
      <td>{date(session.expires_at)}</td>
      <td className="right">
        {!session.is_this && (
          <Button look="danger" disabled={end.isPending} onClick={() => end.mutate(session.id)}>
            End
          </Button>
        )}
      </td>
    </tr>
  );
}

/** Ends one session, or all but this one. */
function useEnd() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string | undefined) =>
      write("DELETE", `/api/v1/account/sessions${id === undefined ? "" : `/${id}`}`),
    onSuccess: () => queries.invalidateQueries({ queryKey: ownSessions().queryKey }),
  });
}
