/** The inside of dumped processes. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { chunkStates, heapKinds, heapRefusals, livenesses, walkStops } from '#shared/domain/heap.ts';
import { byteClasses, ENTROPY_CELLS } from '#shared/domain/dump-stats.ts';
import { freeListStates } from '#shared/domain/heap-census.ts';
import { caseInput } from './cases.ts';
import { addressSchema, bytesSchema, idSchema } from './schemas.ts';

const countSchema = z.int().nonnegative();

/** An object with one member per name. */
function each<Name extends string, Schema extends z.ZodType>(
  names: readonly Name[],
  schema: Schema,
): z.ZodObject<Record<Name, Schema>> {
  return z.object(Object.fromEntries(names.map((name) => [name, schema])) as Record<Name, Schema>);
}

const stateTotalSchema = z.object({
  count: countSchema,
  bytes: bytesSchema,
  residentBytes: bytesSchema.nullable().describe('of those, on pages that exist; null without a page map'),
});

/** The parts sum to `sizeBytes`. */
export const heapTotalsSchema = z.object({
  sizeBytes: bytesSchema,
  residentBytes: bytesSchema.nullable(),
  states: each(chunkStates, stateTotalSchema),
  overheadBytes: bytesSchema.describe('heap_info, arenas, fence-posts'),
  unwalkedBytes: bytesSchema.describe('in a heap, behind a place that did not add up'),
  outsideBytes: bytesSchema.describe('in no heap'),
  guessedBytes: bytesSchema.describe('of the chunks, those found by a search behind such a place'),
});

const segmentSchema = z.object({
  kind: z.enum(heapKinds),
  offset: bytesSchema,
  end: bytesSchema,
  walkedTo: bytesSchema,
  stop: z.enum(walkStops).nullable(),
  isGuess: z.boolean(),
  arena: addressSchema.nullable(),
  chunks: countSchema,
});

const contentSchema = each(
  livenesses,
  z.object({ count: countSchema, bytes: bytesSchema.describe('of the chunks') }),
);

export const heapDumpSchema = z.object({
  artifact: idSchema,
  pageMap: idSchema.nullable(),
  start: addressSchema,
  end: addressSchema.describe('exclusive'),
  refusal: z.enum(heapRefusals).nullable(),
  segments: z.array(segmentSchema),
  totals: heapTotalsSchema,
  messages: contentSchema,
});

const messageTotalsSchema = z.object({
  count: countSchema,
  payloadBytes: bytesSchema,
  keyBytes: bytesSchema,
  chunkBytes: bytesSchema,
});

/** Messages of librdkafka, counted by whether their chunk lives. */
export const kafkaQueueSchema = z.object({
  totals: each(livenesses, messageTotalsSchema),
  version: z.string().describe('of librdkafka, by the size of a message'),
  structBytes: bytesSchema,
  oldestMs: z.int().nullable(),
  newestMs: z.int().nullable(),
  topics: z.array(z.object({ address: z.int().nonnegative(), count: countSchema })),
  unassigned: countSchema.describe('live ones that never got a partition: msgid 0'),
  retried: countSchema,
  lists: countSchema,
  counters: z
    .object({
      dump: countSchema.describe('of the process’s dumps, from 0'),
      offset: bytesSchema,
      messages: countSchema,
      bytes: bytesSchema,
      maxMessages: countSchema.describe('queue.buffering.max.messages'),
      maxBytes: bytesSchema.describe('queue.buffering.max.kbytes × 1024'),
    })
    .nullable()
    .describe('rk_curr_msgs of the producer, where it is in a dump'),
});

const listSchema = z.object({
  nodes: countSchema,
  chunkBytes: bytesSchema.describe('of the chunks, headers included'),
  nextOffset: bytesSchema.describe('of the pointer, from the user’s first byte'),
  targetOffset: bytesSchema.describe('where it points to in the next one'),
  first: addressSchema.describe('the user’s first byte'),
  last: addressSchema,
  isRing: z.boolean(),
  isDouble: z.boolean().describe('a second list runs through the same chunks the other way round'),
});

const pointerTableSchema = z.object({
  address: addressSchema,
  chunkBytes: bytesSchema,
  pointers: countSchema.describe('words that point to the start of a chunk in use'),
  targets: countSchema.describe('those chunks, each counted once'),
  targetBytes: bytesSchema,
});

export const heapProcessSchema = z.object({
  target: z.string(),
  snapshot: countSchema,
  pid: z.int().positive(),
  name: z.string().nullable(),
  era: z.string().nullable().describe('versions of glibc that the data speaks for'),
  eraVotes: countSchema.describe('of 127 bins, those that speak for it'),
  safeLinking: z.boolean().nullable(),
  mainArenaFound: z.boolean(),
  allocator: z.enum(heapRefusals).nullable().describe('another one than glibc’s'),
  dumps: z.array(heapDumpSchema),
  totals: heapTotalsSchema,
  queue: kafkaQueueSchema.nullable(),
  lists: z.array(listSchema).describe('chunks in use that hang on one another, at least 100 in a row'),
  tables: z.array(pointerTableSchema).describe('chunks in use that are mostly pointers to others'),
  skipped: z.array(idSchema).describe('dumps that are too large to be read at once'),
});
export type HeapProcess = z.infer<typeof heapProcessSchema>;

export const heapRequestSchema = caseInput.extend({
  target: z.string().max(300).optional(),
  /** Ordinal within the target. */
  snapshot: z.int().positive().optional(),
  /** Only the process of this dump. */
  dump: idSchema.optional(),
  /** Only this process, by name or pid. */
  process: z.string().max(4096).optional(),
});
export type HeapRequest = z.infer<typeof heapRequestSchema>;

export const dumpChunksSchema = z.object({
  refusal: z.enum(heapRefusals).nullable(),
  chunks: z.array(
    z.object({
      offset: bytesSchema.describe('of the header, from the start of the dump'),
      size: bytesSchema.describe('header included'),
      state: z.enum(chunkStates),
    }),
  ),
});
export type DumpChunks = z.infer<typeof dumpChunksSchema>;

/** One byte per cell: an index into `cellContents`, into `cellLives`. */
export const dumpStripSchema = z.object({
  contents: z.instanceof(Uint8Array),
  lives: z.instanceof(Uint8Array),
});

const chunkCountSchema = z.object({ count: countSchema, bytes: bytesSchema });

/** The chunks of one dump, counted; see `shared/domain/heap-census.ts`. */
export const dumpCensusSchema = z.object({
  refusal: z.enum(heapRefusals).nullable(),
  arenas: z.array(
    z.object({
      kind: z.enum(heapKinds),
      address: addressSchema.nullable(),
      heaps: countSchema,
      offset: bytesSchema.describe('of the first header, from the start of the dump'),
      states: each(chunkStates, chunkCountSchema),
    }),
  ),
  sizes: z.array(
    z.object({
      least: bytesSchema,
      most: bytesSchema,
      used: chunkCountSchema,
      free: chunkCountSchema.describe('in a bin'),
      cached: chunkCountSchema.describe('in a thread’s cache or a fastbin'),
      unknown: chunkCountSchema,
    }),
  ),
  lists: z.array(
    chunkCountSchema.extend({
      state: z.enum(freeListStates),
      least: bytesSchema,
      most: bytesSchema,
      firstOffset: bytesSchema.describe('of the header, from the start of the dump'),
    }),
  ),
  largest: z.array(z.object({ offset: bytesSchema, size: bytesSchema, state: z.enum(chunkStates) })),
});
export type DumpCensus = z.infer<typeof dumpCensusSchema>;

const bits = z.number().min(0).max(8).describe('bits per byte');

/** What the bytes of one dump look like; see `shared/domain/dump-stats.ts`. */
export const dumpStatsSchema = z.object({
  pageBytes: bytesSchema,
  pages: z.object({
    total: countSchema,
    known: countSchema,
    zero: countSchema,
    uniform: countSchema,
    duplicate: countSchema,
  }),
  bytes: each(byteClasses, bytesSchema),
  entropy: bits.nullable(),
  entropies: z.array(bits.nullable()).max(ENTROPY_CELLS),
  repeated: z.array(z.object({ offset: bytesSchema, count: countSchema })),
});

/** A chunk has at least 32 bytes, so an answer has at most 32,768 of them. */
const MOST_CHUNK_RANGE = 1024 * 1024;

export const insideContract = {
  /** Chunks that touch a range of a dump. @throws input.unknown-artifact, input.too-large */
  chunks: oc
    .input(
      caseInput.extend({
        dump: idSchema,
        offset: z.int().nonnegative(),
        length: z.int().min(1).max(MOST_CHUNK_RANGE),
      }),
    )
    .output(dumpChunksSchema),
  /** The whole dump in at most 2,048 cells. @throws input.unknown-artifact, input.too-large */
  strip: oc.input(caseInput.extend({ dump: idSchema })).output(dumpStripSchema),
  /** Arenas, sizes, free lists and the largest chunks of a dump. @throws input.unknown-artifact, input.too-large */
  census: oc.input(caseInput.extend({ dump: idSchema })).output(dumpCensusSchema),
  /** Pages, classes of bytes and entropy of a dump. @throws input.unknown-artifact, input.too-large */
  stats: oc.input(caseInput.extend({ dump: idSchema })).output(dumpStatsSchema),
  /** Every process that was dumped, walked. */
  heap: oc.input(heapRequestSchema).output(z.array(heapProcessSchema)),
};
