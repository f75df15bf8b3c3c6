import type { InfiniteData } from "@tanstack/react-query";
import type { Page } from "@/api/types";

/** The items of all pages fetched so far, in order. */
export const items = <T>(data: InfiniteData<Page<T>> | undefined): T[] =>
  data?.pages.flatMap((page) => page.items) ?? [];
