import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Refused } from "@/api/client";
import { type Host, provide } from "@/host";
import { startTheme } from "@/shared/theme";
import { makeRouter } from "./routes";
import "./styles/index.css";

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it refuses again; only a server out of reach is worth a second try.
      retry: (failures, error) => !(error instanceof Refused) && failures < 2,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

/** Shows the page in the host it was opened by. */
export function start(host: Host) {
  provide(host);
  startTheme();
  const element = document.getElementById("root");
  if (element === null) throw new Error("index.html has no #root");
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <RouterProvider router={makeRouter(queries, host.kind)} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
