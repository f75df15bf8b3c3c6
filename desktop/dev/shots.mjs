/**
 * Takes pictures of every screen in both themes, checks each with axe and listens for whatever the content security
 * policy refuses. Needs a page and a way in:
 *
 *   CONSPECTUS_URL=http://127.0.0.1:8137 npm run preview &
 *   node dev/shots.mjs http://localhost:4173 EMAIL PASSWORD-FILE [only]
 */
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [url, email, passwordFile, only = ""] = process.argv.slice(2);
const folder = new URL("shots/", import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
mkdirSync(folder, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium",
  args: ["--no-sandbox"],
});
let faults = 0;

async function open(theme, width, height = 900) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) report(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => report(`error: ${error.message}`));
  await page.goto(`${url}/sign-in`);
  return page;
}

function report(text) {
  faults += 1;
  console.log(text.slice(0, 400));
}

async function shot(page, name) {
  if (!name.includes(only)) return;
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(250);
  await page.screenshot({ path: `${folder}${name}.png` });
  const cdp = await page.context().newCDPSession(page);
  const { violations } = JSON.parse(
    (
      await cdp.send("Runtime.evaluate", {
        expression: `${axe}; axe.run().then((found) => JSON.stringify({violations: found.violations}))`,
        awaitPromise: true,
        returnByValue: true,
      })
    ).result.value,
  );
  for (const { id, nodes } of violations) {
    for (const node of nodes.slice(0, 2))
      report(`axe in ${name}: ${id}: ${node.html.slice(0, 160)} ${node.any[0]?.message ?? node.failureSummary}`);
  }
}

async function signIn(page) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(readFileSync(passwordFile, "utf8").trim());
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByTestId("project").first().waitFor();
}

const asset = (name) => `[data-testid="asset"][data-name="${name}"]`;

async function walk(page, tag) {
  await shot(page, `01-sign-in-${tag}`);
  await signIn(page);
  await shot(page, `02-projects-${tag}`);
  await page.getByTestId("project").filter({ hasText: "NYC flights" }).click();
  await page.getByTestId("asset").first().waitFor();
  await shot(page, `03-project-${tag}`);
  const project = page.url();
  await page.locator(asset("flights that flew")).click();
  await page.getByTestId("column").first().waitFor();
  await shot(page, `04-dataset-${tag}`);
  for (const [name, id] of [
    ["dep_delay", "number"],
    ["tailnum", "gap"],
    ["time_hour", "date"],
    ["carrier", "category"],
  ]) {
    const column = page.locator(`[data-testid="column"][data-column="${name}"]`);
    await page.getByLabel("Filter by name or type").fill(name);
    await column.first().click();
    await page.getByTestId("column-detail").waitFor();
    await shot(page, `05-column-${id}-${tag}`);
  }
  await page.keyboard.press("Escape");
  await page.getByLabel("Filter by name or type").fill("");
  await page.getByRole("button", { name: "Headers" }).click();
  await shot(page, `06-headers-${tag}`);
  for (const tab of ["Across columns", "Versions", "Lineage", "Source and policy"]) {
    await page.getByRole("tab", { name: tab }).click();
    await shot(page, `07-dataset-${tab.split(" ")[0].toLowerCase()}-${tag}`);
  }
  const changed = page.getByRole("link", { name: "What changed" }).first();
  if (await changed.count()) {
    await changed.click();
    await page.getByTestId("comparison").waitFor();
    await shot(page, `08-compare-${tag}`);
  }
  for (const [name, id] of [
    ["late arrival, trees", "09-model"],
    ["lateness by hour", "10-figure"],
    ["Late arrivals: model report", "11-document"],
  ]) {
    await page.goto(project);
    await page.locator(asset(name)).click();
    await page.getByRole("tab").first().waitFor();
    await shot(page, `${id}-${tag}`);
    if (id === "11-document") {
      await page.setViewportSize({ width: page.viewportSize().width, height: 4200 });
      await page.waitForTimeout(900);
      await shot(page, `11-document-long-${tag}`);
      await page.setViewportSize({ width: page.viewportSize().width, height: 900 });
      await page.getByRole("button", { name: "Edit" }).click();
      await shot(page, `12-editor-${tag}`);
      continue;
    }
    if (await page.getByRole("link", { name: "What changed" }).count()) {
      await page.getByRole("link", { name: "What changed" }).first().click();
      await page.getByTestId("comparison").waitFor();
      await shot(page, `${id}-compare-${tag}`);
    }
  }
  await page.goto(`${url}/`);
  await page.getByTestId("project").first().waitFor();
  await page.keyboard.press("/");
  await page.getByTestId("search").fill("flights");
  await page.getByTestId("hit").first().waitFor();
  await shot(page, `13-palette-${tag}`);
  await page.keyboard.press("Escape");
  await page.goto(`${url}/search?q=flights`);
  await page.getByTestId("hit").first().waitFor();
  await shot(page, `14-search-${tag}`);
  await page.goto(`${url}/account`);
  await shot(page, `15-account-${tag}`);
  await page.keyboard.press("?");
  await shot(page, `16-shortcuts-${tag}`);
}

const only_tag = process.env["TAG"];
for (const [tag, theme, width] of [
  ["light", "light", 1440],
  ["dark", "dark", 1440],
  ["narrow", "light", 420],
]) {
  if (only_tag !== undefined && only_tag !== tag) continue;
  await walk(await open(theme, width), tag);
}
await browser.close();
console.log(faults === 0 ? "no faults" : `${faults} faults`);
process.exitCode = faults === 0 ? 0 : 1;
