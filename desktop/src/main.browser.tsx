import { browser } from "@/host/browser";
import { start } from "@/start";

start(browser);
