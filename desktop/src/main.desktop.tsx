import { desktop } from "@/host/tauri";
import { start } from "@/start";

start(desktop);
