/**
 * Version of everything that turns stored bytes into derived rows (shared/parsers, assemble-snapshot,
 * region rules). Raise it with every change that can alter a row: cases that were derived by another
 * version then show up in `staleSnapshots()`.
 */
export const PARSER_VERSION = 1;
