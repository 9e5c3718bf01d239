/** The bookmarks of one dump: by its bytes and the address, saved as soon as they are made. */
import { useState } from 'react';
import { useNotebook, useNotebookChange } from '#renderer/rpc/notebook-queries.ts';
import type { Artifact } from '#shared/domain/evidence.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';

export interface Mark {
  /** In the dump. */
  readonly offset: number;
  readonly address: string;
  readonly text: string;
}

export interface Bookmarks {
  /** In the order of address. */
  readonly all: readonly Mark[];
  readonly error: unknown;
  /** Somebody wanted to mark in a case that is only read. */
  readonly isRefused: boolean;
  readonly toggle: (offset: number) => void;
  readonly rename: (mark: Mark, text: string) => void;
}

export function useBookmarks(
  handle: string,
  { sha256, baseAddress }: Artifact,
  isWritable: boolean,
): Bookmarks {
  const notebook = useNotebook(handle).data;
  const { run, error } = useNotebookChange(handle);
  const [isRefused, setIsRefused] = useState(false);
  const start = parseAddress(baseAddress ?? '') ?? 0n;
  const all = (notebook?.bookmarks ?? [])
    .filter((mark) => mark.sha256 === sha256)
    .map(({ address, text }) => ({ offset: Number((parseAddress(address) ?? start) - start), address, text }))
    .toSorted((one, other) => one.offset - other.offset);
  const set = (offset: number, text: string) => {
    const address = toAddressText(start + BigInt(offset));
    void run((calls) => calls.setBookmark({ case: handle, sha256, address, text }));
  };
  return {
    ...{ all, error, isRefused: isRefused && !isWritable },
    toggle: (offset) => {
      if (!isWritable) setIsRefused(true);
      else if (all.some((mark) => mark.offset === offset)) {
        const address = toAddressText(start + BigInt(offset));
        void run((calls) => calls.removeBookmark({ case: handle, sha256, address }));
      } else set(offset, '');
    },
    rename: ({ offset }, text) => set(offset, text),
  };
}
