import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { joined } from '../../../application/admin/joined-unit-of-work.ts';
import { SavePackage } from '../../../application/payments/save-package.ts';
import type { CreditPackage } from '../../../domain/payments/credit-package.ts';
import { decimal, type Money, money, parseMoney } from '../../../domain/payments/money.ts';
import { type PackageId, packageId } from '../../../domain/shared/ids.ts';
import type { Json } from '../../../domain/shared/json.ts';
import { ok } from '../../../domain/shared/result.ts';
import { allow } from '../access/allow.ts';
import type { ApiContext } from '../context.ts';
import { conflict } from '../errors/failures.ts';
import { invalidInput } from '../errors/invalid-input.ts';
import { badInput } from '../errors/request-errors.ts';
import { SavePackageInput } from '../inputs/package-writes.ts';
import { make } from '../make.ts';
import { perform } from '../mutate.ts';
import { SavePackageResult, SavePackageSuccess } from '../types/catalogue-results.ts';
import type { Package } from '../types/package.ts';
import { packageOf } from './relations.ts';

/** What the fields of a package are called in its input. */
const fieldNames: { readonly [field in keyof CreditPackage]-?: string } = {
  id: 'name',
  title: 'title',
  credits: 'credits',
  bonusCredits: 'bonusCredits',
  stars: 'stars',
  rub: 'rub',
  isSubscription: 'isSubscription',
  position: 'position',
  active: 'isActive',
};

@Resolver()
export class PackageWritesResolver {
  @allow('catalogue:write')
  @Mutation(() => SavePackageResult, {
    description:
      'Adds a package, or changes one. Open orders keep what they promised, and running subscriptions their price.',
  })
  async savePackage(
    @Arg('input', () => SavePackageInput, { description: 'The package as it shall be.' })
    input: SavePackageInput,
    @Ctx() context: ApiContext,
  ) {
    const { idempotencyKey } = input;
    const one = packageIn(input);
    const result = await perform(context, {
      action: 'package.save',
      subject: { type: 'Package', id: one.id },
      idempotencyKey,
      input: shown(one),
      work: async (scope) => {
        const saved = await new SavePackage(joined(scope)).execute(one);
        if (!saved.ok) {
          return saved;
        }
        const { before, after } = saved.value;
        return ok({ value: null, before: before && shown(before), after: shown(after) });
      },
    });
    if (!result.ok) {
      if (result.error.kind === 'idempotency_conflict') {
        return conflict(idempotencyKey);
      }
      throw invalidInput(result.error.problems, fieldNames);
    }
    const { isRepeat } = result.value;
    return make(SavePackageSuccess, { package: await packageNow(context, one.id), isRepeat });
  }
}

function packageIn(input: SavePackageInput): CreditPackage {
  const { name, title, credits, bonusCredits, isSubscription, position, isActive } = input;
  return {
    id: packageId(name),
    title: { ru: title.ru, en: title.en },
    ...{ credits, bonusCredits, isSubscription, position, active: isActive },
    stars: starsIn(input.stars),
    rub: input.rub == null ? undefined : rublesIn(input.rub),
  };
}

function starsIn(stars: number | null | undefined): Money | undefined {
  if (stars == null) {
    return undefined;
  }
  if (stars < 0) {
    throw badInput([{ field: 'input.stars', rule: 'must not be negative' }]);
  }
  return money(stars, 'XTR');
}

function rublesIn(text: string): Money {
  const parsed = parseMoney(text, 'RUB');
  if (!parsed.ok) {
    throw badInput([{ field: 'input.rub', rule: 'must be a decimal string like 499.00' }]);
  }
  return parsed.value;
}

/** For the audit log. */
const shown = (one: CreditPackage): { readonly [field in keyof CreditPackage]: Json } => ({
  ...one,
  stars: one.stars === undefined ? null : decimal(one.stars),
  rub: one.rub === undefined ? null : decimal(one.rub),
});

async function packageNow(context: ApiContext, id: PackageId): Promise<Package> {
  await context.services.packages.reload();
  const one = await packageOf(context, id);
  if (one === null) {
    throw new Error(`Cannot show package ${id} as there is none`);
  }
  return one;
}
