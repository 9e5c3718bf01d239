/** Findings and hypotheses: what people note in a case. */
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { hypothesisKinds, type NotebookChange } from '#shared/domain/notebook.ts';
import { evidenceMarks, hypothesisStatuses } from '#shared/domain/postmortem.ts';
import { caseInput } from './cases.ts';
import { addressSchema, epochMsSchema, sha256Schema } from './schemas.ts';

const words = z.string().trim().min(1).max(10_000);
const findingId = z.string().regex(/^F-[1-9]\d{0,6}$/);
const hypothesisId = z.string().regex(/^H-[1-9]\d{0,6}$/);
const status = z.enum(hypothesisStatuses);
const stamped = { at: epochMsSchema, actor: z.string() };

const newFinding = { text: words, subject: words.nullable().default(null) };
const newHypothesis = {
  kind: z.enum(hypothesisKinds),
  claim: words,
  prediction: words.nullable().default(null),
};
const newStatus = { status, why: words };
const newEvidence = { mark: z.enum(evidenceMarks), text: words, subject: words.nullable().default(null) };
const statementId = z.string().trim().min(1).max(500);
const bookmarkKey = z.string().regex(/^[0-9a-f]{64}@0x[0-9a-f]{1,16}$/);
const bookmarkText = z.string().trim().max(500);
const stepName = {
  step: z.enum([
    'finding.add',
    'hypothesis.add',
    'hypothesis.status',
    'hypothesis.evidence',
    'statement.dismiss',
    'statement.restore',
    'bookmark.set',
    'bookmark.remove',
  ]),
  id: statementId,
};

/** As the journal has them; what another program wrote there may be anything. */
export const notebookChangeSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('finding.add'), id: findingId, ...newFinding }),
  z.object({ do: z.literal('hypothesis.add'), id: hypothesisId, ...newHypothesis }),
  z.object({ do: z.literal('hypothesis.status'), id: hypothesisId, ...newStatus }),
  z.object({ do: z.literal('hypothesis.evidence'), id: hypothesisId, ...newEvidence }),
  z.object({ do: z.literal('statement.dismiss'), id: statementId, why: words }),
  z.object({ do: z.literal('statement.restore'), id: statementId }),
  z.object({ do: z.literal('bookmark.set'), id: bookmarkKey, text: bookmarkText }),
  z.object({ do: z.literal('bookmark.remove'), id: bookmarkKey }),
  z.object({ do: z.literal('undo'), ...stepName }),
  z.object({ do: z.literal('redo'), ...stepName }),
]) satisfies z.ZodType<NotebookChange>;

export const findingSchema = z.object({
  id: findingId,
  text: z.string(),
  subject: z.string().nullable(),
  ...stamped,
});
export const hypothesisSchema = z.object({
  id: hypothesisId,
  kind: z.enum(hypothesisKinds),
  claim: z.string(),
  prediction: z.string().nullable(),
  status,
  history: z.array(z.object({ status, why: z.string(), ...stamped })).readonly(),
  evidence: z
    .array(
      z.object({
        mark: z.enum(evidenceMarks),
        text: z.string(),
        subject: z.string().nullable(),
        ...stamped,
      }),
    )
    .readonly(),
});
export const notebookShape = {
  findings: z.array(findingSchema).readonly(),
  hypotheses: z.array(hypothesisSchema).readonly(),
  dismissed: z.array(z.object({ id: z.string(), why: z.string(), ...stamped })).readonly(),
  bookmarks: z
    .array(z.object({ sha256: sha256Schema, address: addressSchema, text: z.string(), ...stamped }))
    .readonly(),
  undo: z.object(stepName).nullable(),
  redo: z.object(stepName).nullable(),
};
const notebookSchema = z.object(notebookShape);

export const notebookContract = {
  read: oc.input(caseInput).output(notebookSchema),
  /** The case must be open for writing, as for all that follow. */
  addFinding: oc.input(caseInput.extend(newFinding)).output(notebookSchema),
  addHypothesis: oc.input(caseInput.extend(newHypothesis)).output(notebookSchema),
  setStatus: oc.input(caseInput.extend({ id: hypothesisId, ...newStatus })).output(notebookSchema),
  addEvidence: oc.input(caseInput.extend({ id: hypothesisId, ...newEvidence })).output(notebookSchema),
  /** A statement of the app is not shown any more; `restore` shows it again. */
  dismiss: oc.input(caseInput.extend({ id: statementId, why: words })).output(notebookSchema),
  restore: oc.input(caseInput.extend({ id: statementId })).output(notebookSchema),
  /** Makes one, or gives it another text. */
  setBookmark: oc
    .input(caseInput.extend({ sha256: sha256Schema, address: addressSchema, text: bookmarkText }))
    .output(notebookSchema),
  removeBookmark: oc
    .input(caseInput.extend({ sha256: sha256Schema, address: addressSchema }))
    .output(notebookSchema),
  /** `expected` is what the person was told that it takes back; another last step is refused (input.bad-option). */
  undo: oc.input(caseInput.extend({ expected: z.object(stepName).optional() })).output(notebookSchema),
  redo: oc.input(caseInput.extend({ expected: z.object(stepName).optional() })).output(notebookSchema),
};
