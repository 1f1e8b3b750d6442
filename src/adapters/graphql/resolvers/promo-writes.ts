import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import {
  type InvalidPromo,
  mostRedemptions,
  SavePromo,
  type SavePromoCommand,
} from '../../../application/payments/save-promo.ts';
import { SwitchPromo } from '../../../application/payments/switch-promo.ts';
import { normalizedCode, type PromoBenefit } from '../../../domain/payments/promo.ts';
import type { Json } from '../../../domain/shared/json.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict, unknown } from '../errors/failures.ts';
import { badInput } from '../errors/request-errors.ts';
import { fromId } from '../ids.ts';
import {
  type PromoBenefitInput,
  SavePromoCodeInput,
  SetPromoCodeEnabledInput,
} from '../inputs/promo-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import type { PromoCode } from '../types/promo-code.ts';
import {
  SavePromoCodeResult,
  SavePromoCodeSuccess,
  SetPromoCodeEnabledResult,
  SetPromoCodeEnabledSuccess,
} from '../types/promo-results.ts';
import { promoCodeOf } from './relations.ts';

const rules: { readonly [field in InvalidPromo['field']]: string } = {
  code: 'must be 3 to 32 Latin letters, digits, dashes or underscores, beginning with a letter or digit',
  benefit:
    'must be 1 to 1000000 credits, 1 to 1000 percent of bonus or 1 to 99 percent of discount',
  maxRedemptions: `must be from 1 to ${mostRedemptions}`,
  maxPerUser: `must be from 1 to ${mostRedemptions}`,
  endsAt: 'must be after startsAt',
};

@Resolver()
export class PromoWritesResolver {
  @allow('promos:write')
  @Mutation(() => SavePromoCodeResult, {
    description: 'Adds a promo code, or changes one: what users redeemed stays theirs.',
  })
  async savePromoCode(
    @Arg('input', () => SavePromoCodeInput, { description: 'The code as it shall be.' })
    input: SavePromoCodeInput,
    @Ctx() context: ApiContext,
  ) {
    const { clock } = context.services;
    const { idempotencyKey } = input;
    const command = commandIn(input);
    const code = normalizedCode(command.code) ?? command.code;
    const result = await perform(context, {
      action: 'promo.save',
      subject: { type: 'PromoCode', id: code },
      idempotencyKey,
      input: shown({ ...command, code }),
      work: async (scope) => {
        const saved = await new SavePromo(joined(scope), clock).execute(command);
        if (!saved.ok) {
          return saved;
        }
        const { before } = saved.value;
        return ok({ value: null, before: before && shown(before), after: shown(command) });
      },
    });
    if (!result.ok) {
      if (result.error.kind === 'idempotency_conflict') {
        return conflict(idempotencyKey);
      }
      const { field } = result.error;
      throw badInput([{ field: `input.${field}`, rule: rules[field] }]);
    }
    const { isRepeat } = result.value;
    return make(SavePromoCodeSuccess, { promoCode: await promoNow(context, code), isRepeat });
  }

  @allow('promos:write')
  @Mutation(() => SetPromoCodeEnabledResult, {
    description:
      'Lets users enter a promo code, or no longer. What was promised to them stays theirs.',
  })
  async setPromoCodeEnabled(
    @Arg('input', () => SetPromoCodeEnabledInput, { description: 'Which, and whether.' })
    input: SetPromoCodeEnabledInput,
    @Ctx() context: ApiContext,
  ) {
    const { isEnabled, idempotencyKey } = input;
    const code = fromId('PromoCode', input.promoCodeId, 'input.promoCodeId');
    const result = await perform(context, {
      action: isEnabled ? 'promo.enable' : 'promo.disable',
      subject: { type: 'PromoCode', id: code },
      idempotencyKey,
      input: { code, isEnabled },
      work: async (scope) => {
        const switched = await new SwitchPromo(joined(scope)).execute(code, isEnabled);
        return switched.ok
          ? ok({
              value: null,
              before: { isEnabled: switched.value.enabled },
              after: { isEnabled },
            })
          : switched;
      },
    });
    if (!result.ok) {
      return result.error.kind === 'unknown_promo'
        ? unknown('PromoCode', code)
        : conflict(idempotencyKey);
    }
    const { isRepeat } = result.value;
    return make(SetPromoCodeEnabledSuccess, { promoCode: await promoNow(context, code), isRepeat });
  }
}

function commandIn(input: SavePromoCodeInput): SavePromoCommand {
  return {
    code: input.code,
    benefit: benefitIn(input.benefit),
    maxRedemptions: input.maxRedemptions ?? undefined,
    maxPerUser: input.maxPerUser,
    startsAt: input.startsAt ?? undefined,
    endsAt: input.endsAt ?? undefined,
    enabled: input.isEnabled,
  };
}

/** The input's rules hold that the number that its kind needs is there. */
const benefitIn = ({ kind, credits, percent }: PromoBenefitInput): PromoBenefit =>
  kind === 'credits' ? { kind, credits: credits ?? 0 } : { kind, percent: percent ?? 0 };

/** For the audit log. */
function shown({ code, benefit, maxPerUser, enabled = true, ...rest }: SavePromoCommand): Json {
  return {
    ...{ code, benefit, maxPerUser, enabled },
    maxRedemptions: rest.maxRedemptions ?? null,
    startsAt: rest.startsAt?.toISOString() ?? null,
    endsAt: rest.endsAt?.toISOString() ?? null,
  };
}

async function promoNow(context: ApiContext, code: string): Promise<PromoCode> {
  context.loaders.promoCodes.clear(code);
  const promo = await promoCodeOf(context, code);
  if (promo === null) {
    throw new Error(`Cannot show promo code ${code} as there is none`);
  }
  return promo;
}
