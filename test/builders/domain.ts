import { credits } from '../../src/domain/credits/credits.ts';
import type { Posting } from '../../src/domain/credits/ledger.ts';
import type {
  Generation,
  GenerationOutput,
  NewGeneration,
} from '../../src/domain/generations/generation.ts';
import type { Model } from '../../src/domain/models/model.ts';
import {
  type ChatId,
  chatId,
  conversationId,
  generationId,
  imageId,
  modelId,
  type UserId,
  userId,
} from '../../src/domain/shared/ids.ts';
import { defaultPreferences, type User } from '../../src/domain/users/user.ts';

/** Makes what one test builds differ from what it built before. */
let built = 0;

function next(): number {
  built += 1;
  return built;
}

/** A text that no other call returns. */
export const aName = (): string => `test-${next()}`;

/** A UUID that no other call returns. */
export function aUuid(): string {
  return `10000000-0000-7000-8000-${next().toString(16).padStart(12, '0')}`;
}

export const aUserId = (): UserId => userId(700_000_000 + next());
export const aGenerationId = () => generationId(aUuid());
export const aConversationId = () => conversationId(aUuid());
export const anImageId = () => imageId(aUuid());

/** The chat that a user has with the bot alone. */
export const privateChat = (id: UserId): ChatId => chatId(id);

export const someDay = new Date('2026-01-15T12:00:00.000Z');

/** So many milliseconds after (or before) noon of `someDay`. */
export const at = (milliseconds: number): Date => new Date(someDay.getTime() + milliseconds);

export function aUser(fields: Partial<User> = {}): User {
  const id = fields.id ?? aUserId();
  return {
    id,
    username: `user_${id}`,
    firstName: 'Anna',
    languageCode: 'ru',
    preferences: defaultPreferences,
    referralCode: `code${id}`,
    createdAt: someDay,
    lastSeenAt: someDay,
    ...fields,
  };
}

/** A grant of 10 by an admin, under a reference of its own. */
export function aPosting(fields: Partial<Posting> = {}): Posting {
  return {
    operation: 'grant',
    kind: 'admin',
    amount: credits(10),
    reference: `test:${next()}`,
    ...fields,
  };
}

/** A hold for the generation with this id, under the reference that requests use. */
export function aHold(holdId: string, amount: number | bigint): Posting {
  return {
    operation: 'hold',
    kind: 'generation',
    amount: credits(amount),
    reference: `hold:${holdId}`,
    holdId,
  };
}

export function aNewGeneration(
  fields: Partial<NewGeneration> & Pick<NewGeneration, 'userId'>,
): NewGeneration {
  return {
    id: aGenerationId(),
    requestKey: `test:${next()}`,
    kind: 'text',
    modelId: modelId('gemini-3.8-flash'),
    prompt: 'Why is the sky blue?',
    options: {},
    inputs: [],
    language: 'en',
    destination: { chatId: privateChat(fields.userId) },
    price: credits(1),
    createdAt: someDay,
    ...fields,
  };
}

export function aGeneration(fields: Partial<Generation> & Pick<Generation, 'userId'>): Generation {
  return { ...aNewGeneration(fields), status: 'queued', attempt: 0, ...fields };
}

export function anOutput(fields: Partial<GenerationOutput> = {}): GenerationOutput {
  return {
    parts: [{ kind: 'text', text: 'Because of Rayleigh scattering.' }],
    modelId: modelId('gemini-3.8-flash'),
    usage: { inputTokens: 12, outputTokens: 345, imageOutputTokens: 0, images: 0 },
    costUsdMicros: 870n,
    truncated: false,
    ...fields,
  };
}

export function aModel(fields: Partial<Model> = {}): Model {
  return {
    id: modelId(`model-${next()}`),
    title: 'A model',
    family: 'gemini',
    capabilities: ['text'],
    prices: {},
    sizeSurcharges: {},
    aspectRatios: [],
    imageSizes: [],
    maxInputImages: 0,
    costPerMillionTokens: { inputUsdMicros: 300_000, outputUsdMicros: 2_500_000 },
    enabled: true,
    position: 1,
    ...fields,
  };
}
