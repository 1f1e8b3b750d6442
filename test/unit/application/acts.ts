import fc from 'fast-check';
import type { GenerationFailure } from '../../../src/domain/generations/failure.ts';
import type { ScriptedRefusal } from '../../fakes/recording-messenger.ts';

/** One thing that happens in the world, from outside or inside. */
export type Act =
  | { readonly kind: 'ask'; readonly user: number; readonly wants: 'text' | 'image' }
  | { readonly kind: 'photo'; readonly user: number; readonly caption: string | undefined }
  | { readonly kind: 'grant'; readonly user: number; readonly key: number }
  | { readonly kind: 'cancel'; readonly user: number }
  /** A worker takes the next job; it may die over it. */
  | { readonly kind: 'work'; readonly dieAt: number | undefined }
  /** The queue delivers a job a second time while the first is still at it. */
  | { readonly kind: 'doubleDelivery'; readonly pick: number }
  | { readonly kind: 'sweep' }
  | { readonly kind: 'renewLeases' }
  | { readonly kind: 'showWaiting' }
  | { readonly kind: 'time'; readonly passesMs: number }
  | { readonly kind: 'modelFails'; readonly failure: GenerationFailure }
  | { readonly kind: 'modelThrows' }
  | { readonly kind: 'messenger'; readonly refusal: ScriptedRefusal }
  | { readonly kind: 'queue'; readonly isAway: boolean }
  /** Without relays every process dies right after its commits, as far as the queue can tell. */
  | { readonly kind: 'relays'; readonly isOn: boolean };

const user = fc.nat({ max: 2 });

const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      user,
      wants: fc.constantFrom('text' as const, 'text' as const, 'image' as const),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('work' as const),
      dieAt: fc.oneof(fc.constant(undefined), fc.nat({ max: 24 })),
    }),
  },
  fc.record({
    kind: fc.constant('photo' as const),
    user,
    caption: fc.constantFrom(undefined, 'Make it blue'),
  }),
  fc.record({ kind: fc.constant('grant' as const), user, key: fc.nat({ max: 2 }) }),
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('cancel' as const), user }) },
  fc.record({ kind: fc.constant('doubleDelivery' as const), pick: fc.nat({ max: 9 }) }),
  { weight: 2, arbitrary: fc.constant({ kind: 'sweep' } as const) },
  fc.constant({ kind: 'renewLeases' } as const),
  fc.constant({ kind: 'showWaiting' } as const),
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('time' as const),
      passesMs: fc.constantFrom(500, 2_000, 16_000, 31_000, 130_000),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('modelFails' as const),
      failure: fc.constantFrom<GenerationFailure>(
        { kind: 'overloaded' },
        { kind: 'safety', stage: 'output', reason: 'SAFETY' },
        { kind: 'empty_answer' },
      ),
    }),
  },
  fc.constant({ kind: 'modelThrows' } as const),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('messenger' as const),
      refusal: fc.constantFrom<ScriptedRefusal>(
        { kind: 'busy', retryAfterMs: 8_000 },
        { kind: 'unreachable', reason: 'blocked' },
        { kind: 'outage' },
      ),
    }),
  },
  fc.record({ kind: fc.constant('queue' as const), isAway: fc.boolean() }),
  fc.record({ kind: fc.constant('relays' as const), isOn: fc.boolean() }),
);

/** What is in one round happens at the same time; the scheduler decides who gets where first. */
export const rounds = fc.array(fc.array(act, { minLength: 1, maxLength: 6 }), { maxLength: 12 });
