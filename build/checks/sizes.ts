/** How long a file may be. 50 to 160 lines are the example; above 300 ask what the second purpose is. */
export const MAX_LINES = 500;

/** Files that may be longer for a while, with the reason and the last day (`2027-01-31`). Never a pattern. */
export const oversized: Readonly<Record<string, { readonly until: string; readonly why: string }>> = {};
