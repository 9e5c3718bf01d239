/** Evidence from a live target: what would be run, running it, and the questions that come up on the way. */
import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { hopStates } from '#shared/domain/route.ts';
import type { HopFacts, HopSpec, RouteSpec } from '#shared/domain/route.ts';
import { caseInput, progressSchema } from './cases.ts';
import { importResultSchema } from './imports.ts';
import { epochMsSchema, snapshotSchema } from './schemas.ts';

const hopSpecSchema: z.ZodType<HopSpec> = z.object({
  user: z.string().max(256).nullable(),
  host: z.string().min(1).max(256),
  port: z.int().min(1).max(65535).nullable(),
});

export const routeSchema: z.ZodType<RouteSpec> = z.object({
  hops: z.array(hopSpecSchema).min(1).max(8),
  configFile: z.string().nullable(),
  identityFiles: z.array(z.string()).max(16),
});

export const hopFactsSchema: z.ZodType<HopFacts> = z.object({
  index: z.int().nonnegative(),
  host: z.string(),
  port: z.int(),
  user: z.string(),
  state: z.enum(hopStates),
  elapsedMs: z.number().nonnegative(),
  hostKeyFingerprint: z.string().nullable(),
  hostKeyType: z.string().nullable(),
  hostKeyTrust: z.enum(['known', 'once', 'remembered']).nullable(),
  authMethod: z.string().nullable(),
  serverVersion: z.string().nullable(),
  failure: z.string().nullable(),
});

/** Answered by `collect.answer` with the same `id`; the stream waits meanwhile. */
export const questionSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('host-key'),
    id: z.string(),
    hop: z.int(),
    name: z.string(),
    keyType: z.string(),
    fingerprint: z.string(),
  }),
  z.object({
    kind: z.enum(['password', 'passphrase', 'keyboard-interactive']),
    id: z.string(),
    hop: z.int(),
    subject: z.string(),
    title: z.string(),
    instruction: z.string(),
    prompts: z.array(z.object({ text: z.string(), echo: z.boolean() })),
    attempt: z.int().positive(),
  }),
]);
export type Question = z.infer<typeof questionSchema>;

/** What a live job tells while it runs. */
export const remoteEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('progress'), progress: progressSchema }),
  z.object({ event: z.literal('hop'), hop: hopFactsSchema }),
  z.object({ event: z.literal('question'), question: questionSchema }),
  z.object({ event: z.literal('notice'), text: z.string() }),
  /** A snapshot is in the case, and stays whatever comes after. */
  z.object({
    event: z.literal('snapshot'),
    snapshot: snapshotSchema,
    /** It was cut short: by a cancel, the link, or a budget. Its manifest says where. */
    isPartial: z.boolean(),
    gaps: z.int().nonnegative(),
  }),
]);
export type RemoteEvent = z.infer<typeof remoteEventSchema>;

/** `null` cancels. Secrets pass through here and are kept nowhere. */
export const answerSchema = z.object({
  id: z.string(),
  answer: z.union([z.enum(['once', 'remember']), z.array(z.string().max(4096)).max(16), z.null()]),
});

export const recipes = ['quick', 'standard', 'watch'] as const;
export const recipeSchema = z.enum(recipes);

const recipeOptions = {
  recipe: recipeSchema,
  /** Names or pids of the processes whose full smaps are wanted; empty: the largest ones. */
  processes: z.array(z.string().min(1).max(256)).max(64),
};

export const collectRequestSchema = caseInput.extend({
  ...recipeOptions,
  route: routeSchema,
  /** Name of the target in the case. */
  target: z.string().min(1).max(200),
  /** For `watch`: a snapshot each so many milliseconds, until so many have passed or the job is cancelled. */
  everyMs: z.int().min(1000).optional(),
  forMs: z.int().min(1000).optional(),
});
export type CollectRequest = z.output<typeof collectRequestSchema>;

export const collectResultSchema = importResultSchema.extend({
  hops: z.array(hopFactsSchema),
  /** What was asked and could not be had, with the reason; never shown as zero. */
  gaps: z.array(
    z.object({
      item: z.string(),
      code: z.string().describe('refused, no-command, vanished, cut-time, …'),
      reason: z.string().describe('the same as a sentence, with what the target said'),
      count: z.int().positive().describe('times or processes'),
    }),
  ),
  /** Target's clock minus ours, with its bound; null where it could not be measured. */
  clock: z.object({ offsetMs: z.number(), boundMs: z.number(), measuredAt: epochMsSchema }).nullable(),
});
export type CollectResult = z.infer<typeof collectResultSchema>;

/** `script`: exactly what a shell on the target would be given. */
export const collectPlanSchema = z.object({
  commands: z.array(z.object({ item: z.string(), command: z.string(), why: z.string() })),
  script: z.string(),
  /** The same commands for a machine that cannot be reached: run there, it makes a tar to import. */
  captureScript: z.string(),
});
export type CollectPlan = z.infer<typeof collectPlanSchema>;

export const routeTestSchema = z.object({ hops: z.array(hopFactsSchema), notices: z.array(z.string()) });
export type RouteTest = z.infer<typeof routeTestSchema>;
export type Answer = z.infer<typeof answerSchema>;

export const collectContract = {
  /** The commands of a recipe, without talking to anybody. */
  plan: oc.input(z.object(recipeOptions)).output(collectPlanSchema),
  run: oc.input(collectRequestSchema).output(eventIterator(remoteEventSchema, collectResultSchema)),
  /** Opens the route, tells how each hop went, and closes it. */
  test: oc.input(z.object({ route: routeSchema })).output(eventIterator(remoteEventSchema, routeTestSchema)),
  /** @throws input.bad-option for a question that is not open (any more) */
  answer: oc.input(answerSchema).output(z.object({ ok: z.literal(true) })),
};
