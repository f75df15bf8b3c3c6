import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { type Host, provide } from "@/host";
import Markdown from "./Markdown";

const empty = new TextEncoder().encode('{"items":[],"next_cursor":null}');

async function shown(markdown: string): Promise<HTMLElement> {
  provide({
    request: () => Promise.resolve({ status: 200, headers: {}, body: empty }),
  } as unknown as Host);
  const route = createRootRoute({ component: () => <Markdown markdown={markdown} projectId="p" /> });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={createRouter({ routeTree: route }) as never} />
    </QueryClientProvider>,
  );
  return screen.findByTestId("document");
}

afterEach(cleanup);

describe("a document", () => {
  it("runs nothing that was written into it", async () => {
    const page = await shown(
      '# Title\n\n<script>alert(1)</script><img src=x onerror=alert(1)>\n\n[bad](javascript:alert(1)) <b onclick="x()">b</b>',
    );
    expect(page.querySelector("h1")?.textContent).toBe("Title");
    expect(page.querySelectorAll("script, img, [onclick], [onerror]")).toHaveLength(0);
    expect(page.innerHTML).not.toContain("javascript:");
  });

  it("loads no picture from elsewhere, and says so", async () => {
    const page = await shown("![chart](https://example.org/chart.png)");
    expect(page.querySelector("img")).toBeNull();
    expect(page.textContent).toContain("chart: not loaded");
  });

  it("explains a live block that names nothing that is recorded", async () => {
    await shown("```dataset\nghosts\n```\n\n```python\nx = 1\n```");
    expect(await screen.findByText(/no dataset called “ghosts”/)).toBeTruthy();
    expect(screen.getByText("x = 1")).toBeTruthy();
  });
});
