import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { CreditPackage } from '../../../domain/payments/credit-package.ts';
import { allow } from '../access/allow.ts';
import { toId } from '../ids.ts';
import { make } from '../make.ts';
import { LocalizedText } from './localized-text.ts';
import { Money, toMoney } from './money.ts';
import { Node } from './node.ts';

@allow('catalogue:read')
@ObjectType({ implements: Node, description: 'Credits for sale.' })
export class Package {
  @Field(() => ID, { description: 'Opaque.' })
  readonly id!: string;

  @Field(() => String, { description: 'A short name that an admin gave, e.g. `starter`.' })
  readonly name!: string;

  @Field(() => LocalizedText, { description: 'What users read.' })
  readonly title!: LocalizedText;

  @Field(() => Int, { description: 'Credits, without the bonus.' })
  readonly credits!: number;

  @Field(() => Int, { description: 'Credits given on top.' })
  readonly bonusCredits!: number;

  @Field(() => Money, {
    nullable: true,
    description: 'Price in Telegram Stars; null when not sold for Stars.',
  })
  readonly stars!: Money | null;

  @Field(() => Money, {
    nullable: true,
    description: 'Price in rubles; null when not sold for rubles.',
  })
  readonly rub!: Money | null;

  @Field(() => Boolean, {
    description: 'Whether it is paid and renewed every 30 days; for Stars alone.',
  })
  readonly isSubscription!: boolean;

  @Field(() => Int, { description: 'Its place in lists, ascending.' })
  readonly position!: number;

  @Field(() => Boolean, { description: 'Whether it is on sale.' })
  readonly isActive!: boolean;
}

export const toPackage = (one: CreditPackage): Package =>
  make(Package, {
    id: toId('Package', one.id),
    name: one.id,
    title: make(LocalizedText, { ru: one.title.ru, en: one.title.en }),
    credits: one.credits,
    bonusCredits: one.bonusCredits,
    stars: one.stars === undefined ? null : toMoney(one.stars),
    rub: one.rub === undefined ? null : toMoney(one.rub),
    isSubscription: one.isSubscription,
    position: one.position,
    isActive: one.active,
  });
