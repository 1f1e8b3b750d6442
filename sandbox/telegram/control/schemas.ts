import { z } from 'zod';
import type {
  Actor,
  CallFilter,
  EditOwnMessage,
  FaultRule,
  ForwardPoll,
  InjectUpdate,
  NewGroup,
  NewUser,
  PressButton,
  PressReplyKey,
  PressStart,
  ReadChat,
  RepeatUpdates,
  SendFile,
  SendPhotos,
  SendText,
  StopDraft,
  UserChange,
} from '../control-api.ts';

/* Bodies and queries of the control API, as `control-api.ts` describes them. Unknown fields are refused. */

const id = z.int();
const text = z.string();
const actor = { as: id.exactOptional() };
const stars = z.int().min(0);
const names = {
  first_name: text.min(1).exactOptional(),
  last_name: text.exactOptional(),
  username: z
    .string()
    .regex(/^[A-Za-z]\w{2,31}$/)
    .exactOptional(),
  language_code: text.exactOptional(),
};

export const newUserSchema: z.ZodType<NewUser> = z.strictObject({
  id: id.positive().exactOptional(),
  ...names,
  is_premium: z.literal(true).exactOptional(),
  starsBalance: stars.exactOptional(),
});

export const userChangeSchema: z.ZodType<UserChange> = z.strictObject({
  first_name: text.min(1).exactOptional(),
  last_name: text.nullable().exactOptional(),
  username: text.nullable().exactOptional(),
  language_code: text.nullable().exactOptional(),
  starsBalance: stars.exactOptional(),
});

export const newGroupSchema: z.ZodType<NewGroup> = z.strictObject({
  type: z.enum(['group', 'supergroup']).exactOptional(),
  title: text.min(1),
  memberIds: z.array(id),
});

export const actorSchema: z.ZodType<Actor> = z.strictObject(actor);

/** Entities go to the bot as they are: a broken one is a test, too. */
const entities = z.custom<NonNullable<SendText['entities']>>((value) => Array.isArray(value));

export const sendTextSchema: z.ZodType<SendText> = z.strictObject({
  ...actor,
  text,
  replyTo: id.exactOptional(),
  asOneMessage: z.boolean().exactOptional(),
  entities: entities.exactOptional(),
});

export const pressStartSchema: z.ZodType<PressStart> = z.strictObject({
  ...actor,
  payload: text.exactOptional(),
});

const fileData = {
  data: text,
  fileName: text.exactOptional(),
  mimeType: text.exactOptional(),
};

export const sendPhotosSchema: z.ZodType<SendPhotos> = z.strictObject({
  ...actor,
  photos: z.array(z.strictObject(fileData)),
  caption: text.exactOptional(),
  replyTo: id.exactOptional(),
  gapMs: z.int().min(0).max(60_000).exactOptional(),
});

export const sendFileSchema: z.ZodType<SendFile> = z.strictObject({
  ...actor,
  ...fileData,
  caption: text.exactOptional(),
  replyTo: id.exactOptional(),
  declaredSizeBytes: z.int().min(0).exactOptional(),
});

export const forwardPollSchema: z.ZodType<ForwardPoll> = z.strictObject({
  ...actor,
  question: text.exactOptional(),
  options: z.array(text).exactOptional(),
});

export const pressReplyKeySchema: z.ZodType<PressReplyKey> = z.strictObject({ ...actor, text });

export const pressButtonSchema: z.ZodType<PressButton> = z.strictObject({
  ...actor,
  data: text.exactOptional(),
  row: id.exactOptional(),
  column: id.exactOptional(),
  waitMs: z.int().min(0).max(120_000).exactOptional(),
});

export const editOwnMessageSchema: z.ZodType<EditOwnMessage> = z.strictObject({
  ...actor,
  text: text.min(1),
});

export const stopDraftSchema: z.ZodType<StopDraft> = z.strictObject({
  ...actor,
  draftId: id.exactOptional(),
});

export const injectUpdateSchema: z.ZodType<InjectUpdate> = z.strictObject({
  update: z.record(z.string(), z.unknown()),
  updateId: id.exactOptional(),
});

export const repeatUpdatesSchema: z.ZodType<RepeatUpdates> = z.strictObject({
  count: z.int().min(1).max(1_000).exactOptional(),
  kind: text.exactOptional(),
});

const faultTarget = {
  method: text.min(1),
  chatId: id.exactOptional(),
  times: z.int().min(1).exactOptional(),
  skip: z.int().min(0).exactOptional(),
};

const errorParameters = z.strictObject({
  retry_after: z.int().min(0).exactOptional(),
  migrate_to_chat_id: id.exactOptional(),
});

export const faultRuleSchema: z.ZodType<FaultRule> = z.discriminatedUnion('kind', [
  z.strictObject({
    ...faultTarget,
    kind: z.literal('error'),
    error_code: z.int().min(400).max(599),
    description: text,
    parameters: errorParameters.exactOptional(),
  }),
  z.strictObject({
    ...faultTarget,
    kind: z.literal('http'),
    status: z.int().min(200).max(599),
    body: text,
    contentType: text.exactOptional(),
  }),
  z.strictObject({ ...faultTarget, kind: z.literal('drop-after') }),
  z.strictObject({ ...faultTarget, kind: z.literal('drop-before') }),
  z.strictObject({
    ...faultTarget,
    kind: z.literal('delay'),
    delayMs: z.int().min(0).max(600_000),
  }),
  z.strictObject({ ...faultTarget, kind: z.literal('method-not-found') }),
]);

const queryNumber = z.coerce.number().int();

export const readChatSchema: z.ZodType<ReadChat> = z.strictObject({
  as: queryNumber.exactOptional(),
  before: queryNumber.exactOptional(),
  limit: queryNumber.min(1).max(500).exactOptional(),
});

export const callFilterSchema: z.ZodType<CallFilter> = z.strictObject({
  method: text.exactOptional(),
  chatId: queryNumber.exactOptional(),
  violations: z
    .enum(['true', 'false'])
    .transform((flag) => flag === 'true')
    .exactOptional(),
  after: queryNumber.exactOptional(),
  limit: queryNumber.min(1).max(5_000).exactOptional(),
});

export const eventsQuerySchema = z.strictObject({
  chatId: queryNumber.optional(),
  lastEventId: queryNumber.optional(),
});
