import { Field, Int, ObjectType } from 'type-graphql';
import type { GenerationFailure as DomainFailure } from '../../../domain/generations/failure.ts';
import { allow } from '../access/allow.ts';
import { make } from '../make.ts';
import { GenerationFailureKind, SafetyStage } from './generation-enums.ts';

@allow('inherited')
@ObjectType({ description: 'Why a generation was not delivered.' })
export class GenerationFailure {
  @Field(() => GenerationFailureKind, { description: 'For programs.' })
  readonly kind!: string;

  @Field(() => SafetyStage, { nullable: true, description: 'Of SAFETY: what was refused.' })
  readonly stage!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      "More, in the provider's or Telegram's words: of SAFETY, INVALID_REQUEST, INPUT_UNREADABLE and UNDELIVERABLE.",
  })
  readonly reason!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Of QUOTA: milliseconds until the provider serves again, if it says so.',
  })
  readonly retryAfterMs!: number | null;
}

export function toGenerationFailure(failure: DomainFailure): GenerationFailure {
  const none = { kind: failure.kind, stage: null, reason: null, retryAfterMs: null };
  switch (failure.kind) {
    case 'safety':
      return make(GenerationFailure, { ...none, stage: failure.stage, reason: failure.reason });
    case 'invalid_request':
      return make(GenerationFailure, { ...none, reason: failure.message });
    case 'input_unreadable':
    case 'undeliverable':
      return make(GenerationFailure, { ...none, reason: failure.reason });
    case 'quota':
      return make(GenerationFailure, { ...none, retryAfterMs: failure.retryAfterMs ?? null });
    default:
      return make(GenerationFailure, none);
  }
}
