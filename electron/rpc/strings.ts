/** The strings of a dump. */
import type { DumpStrings } from '#shared/contract/strings.ts';
import { livenesses, type Liveness } from '#shared/domain/heap.ts';
import { stringEncodings } from '#shared/domain/strings.ts';
import { parseAddress, toAddressText } from '#shared/units/address.ts';
import { stringsOfDump, type StringsOfDump } from '#electron/jobs/inspect/strings-of-dump.ts';
import { os } from './implementer.ts';
import type { Services } from './services.ts';
import { anySignal } from './stream-job.ts';

/** Templates that go to a page or a program; those behind them are small. */
const MOST_TEMPLATES = 200;

export function stringProcedures({ cases }: Services) {
  return {
    ofDump: os.strings.ofDump.handler(async ({ input, signal }): Promise<DumpStrings> => {
      const open = cases.get(input.case);
      const { dump, least, encoding, liveness, limit } = input;
      const wanted = { least, encoding, liveness, limit };
      return toDumpStrings(
        await stringsOfDump(() => open.file, dump, wanted, anySignal(signal, open.closing)),
      );
    }),
  };
}

function toDumpStrings({
  artifact,
  process,
  refusal,
  totals,
  templates,
  strings,
  matching,
}: StringsOfDump): DumpStrings {
  const start = parseAddress(artifact.baseAddress ?? '') ?? 0n;
  const perEncoding = stringEncodings.map((encoding) => [encoding, sidesOf(totals[encoding])]);
  return {
    ...{ artifact: artifact.id, target: process.snapshot.targetName, snapshot: process.snapshot.ordinal },
    ...{ pid: process.pid, start: toAddressText(start), sizeBytes: artifact.sizeBytes, refusal, matching },
    totals: Object.fromEntries(perEncoding) as DumpStrings['totals'],
    templates: templates.templates.slice(0, MOST_TEMPLATES).map(({ pattern, sides, samples }) => ({
      ...{ pattern, sides: sidesOf(sides), samples: [...samples] },
    })),
    moreTemplates: Math.max(0, templates.templates.length - MOST_TEMPLATES),
    others: sidesOf(templates.others),
    strings: strings.map((string) => ({
      ...string,
      address: toAddressText(start + BigInt(string.offset)),
    })),
  };
}

type Sides = DumpStrings['others'];

function sidesOf(sides: Readonly<Record<Liveness, Sides['live']>>): Sides {
  return Object.fromEntries(livenesses.map((liveness) => [liveness, { ...sides[liveness] }])) as Sides;
}
