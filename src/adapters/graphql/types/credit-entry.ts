import { Field, GraphQLISODateTime, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { CreditEntryView } from '../../../application/queries/credit-entries.ts';
import type { EntryKind, LedgerOperation } from '../../../domain/credits/ledger.ts';
import { type GenerationId, generationId, type UserId } from '../../../domain/shared/ids.ts';
import { allow } from '../access/allow.ts';
import { connectionOf } from '../connections/connection.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';

export const CreditOperation = {
  GRANT: 'grant',
  HOLD: 'hold',
  CAPTURE: 'capture',
  RELEASE: 'release',
  REVOKE: 'revoke',
} as const satisfies Record<string, LedgerOperation>;

registerEnumType(CreditOperation, {
  name: 'CreditOperation',
  description: 'What an entry does to the two balances of a user.',
  valuesConfig: {
    GRANT: { description: 'Adds to what is available.' },
    HOLD: { description: 'Moves from available to held, for a request that was accepted.' },
    CAPTURE: { description: 'Takes from held, for what was delivered.' },
    RELEASE: { description: 'Moves from held back to available.' },
    REVOKE: { description: 'Takes from what is available.' },
  },
});

export const CreditEntryKind = {
  WELCOME: 'welcome',
  REFERRAL: 'referral',
  PURCHASE: 'purchase',
  PROMO: 'promo',
  ADMIN: 'admin',
  REFUND: 'refund',
  GENERATION: 'generation',
} as const satisfies Record<string, EntryKind>;

registerEnumType(CreditEntryKind, {
  name: 'CreditEntryKind',
  description: 'Why credits moved.',
  valuesConfig: {
    WELCOME: { description: 'What a new user starts with.' },
    REFERRAL: { description: 'For inviting, or for coming by invitation.' },
    PURCHASE: { description: 'They were paid for.' },
    PROMO: { description: 'A promo code gave them.' },
    ADMIN: { description: 'An admin gave or took them.' },
    REFUND: { description: 'Money went back, or did not after all.' },
    GENERATION: { description: 'A request was accepted, delivered or given up.' },
  },
});

@allow('credits:read')
@ObjectType({ description: 'One movement of credits: never changed, never deleted.' })
export class CreditEntry {
  /** For resolvers; these are no fields. */
  readonly userId!: UserId;
  readonly generationId!: GenerationId | undefined;

  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => CreditOperation, { description: 'What it does to the balances.' })
  readonly operation!: string;

  @Field(() => CreditEntryKind, { description: 'Why the credits moved.' })
  readonly kind!: string;

  @Field(() => Int, { description: 'Credits, above zero; `operation` says the direction.' })
  readonly amount!: number;

  @Field(() => String, {
    description: 'Unique in the whole book, so that nothing is booked twice.',
  })
  readonly reference!: string;

  @Field(() => String, { nullable: true, description: "A reason, e.g. an admin's." })
  readonly note!: string | null;

  @Field(() => Int, { description: 'Credits that became available, or fewer if negative.' })
  readonly availableDelta!: number;

  @Field(() => Int, { description: 'Credits that were held, or no longer if negative.' })
  readonly heldDelta!: number;

  @Field(() => Int, { description: 'Credits available after it.' })
  readonly availableAfter!: number;

  @Field(() => Int, { description: 'Credits held after it.' })
  readonly heldAfter!: number;

  @Field(() => GraphQLISODateTime, { description: 'When it was booked.' })
  readonly createdAt!: Date;
}

export const CreditEntryConnection = connectionOf(CreditEntry, 'CreditEntry');

export function toCreditEntry(view: CreditEntryView): CreditEntry {
  return make(CreditEntry, {
    userId: view.userId,
    // A hold is named by its generation.
    generationId: view.holdId === undefined ? undefined : generationId(view.holdId),
    id: toId('CreditEntry', view.id),
    operation: view.operation,
    kind: view.kind,
    amount: Number(view.amount),
    reference: view.reference,
    note: view.note ?? null,
    availableDelta: Number(view.availableDelta),
    heldDelta: Number(view.heldDelta),
    availableAfter: Number(view.availableAfter),
    heldAfter: Number(view.heldAfter),
    createdAt: view.createdAt,
  });
}
