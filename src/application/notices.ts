import type { GenerationFailure } from '../domain/generations/failure.ts';
import type { Destination } from '../domain/generations/generation.ts';
import type { GenerationKind } from '../domain/models/model.ts';
import { chatId, type UserId } from '../domain/shared/ids.ts';
import type { Language } from '../domain/users/user.ts';
import type { RequestRefusal } from './generations/request-refusal.ts';

/** Something to tell a person, free of wording: the messenger finds the words. Plain JSON. */
export type Notice =
  | {
      readonly kind: 'generation_failed';
      readonly generationKind: GenerationKind;
      readonly failure: GenerationFailure;
      /** Credits that came back. */
      readonly returned: number;
    }
  | { readonly kind: 'request_refused'; readonly refusal: RequestRefusal }
  | { readonly kind: 'edit_instruction_wanted'; readonly pictures: number }
  | { readonly kind: 'referral_rewarded'; readonly credits: number }
  | {
      readonly kind: 'credits_granted';
      readonly credits: number;
      readonly note?: string | undefined;
    }
  | { readonly kind: 'operator_alert'; readonly alert: OperatorAlert };

/** What only the operator can mend. */
export type OperatorAlert =
  | { readonly kind: 'region_refused' }
  | { readonly kind: 'provider_key_refused' }
  | { readonly kind: 'model_missing'; readonly modelIds: readonly string[] }
  | { readonly kind: 'audit_unclean'; readonly findings: number };

export interface AddressedNotice {
  readonly userId: UserId;
  readonly destination: Destination;
  readonly language: Language;
  readonly notice: Notice;
}

/** A person's own chat with the bot has the person's id. */
export const privateChatOf = (userId: UserId): Destination => ({ chatId: chatId(userId) });
