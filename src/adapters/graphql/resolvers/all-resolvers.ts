import type { NonEmptyArray } from 'type-graphql';
import { AccessResolver } from './access.ts';
import { AccessWritesResolver } from './access-writes.ts';
import { AuditLogResolver } from './audit-log.ts';
import { ContentResolver } from './content.ts';
import { ContentWritesResolver } from './content-writes.ts';
import { ConversationResolver, ExchangeResolver } from './conversations.ts';
import { CreditAuditResolver } from './credit-audits.ts';
import { CreditEntryResolver } from './credit-entries.ts';
import { GenerationWritesResolver } from './generation-writes.ts';
import { DeliveryResolver, GenerationOutputResolver, GenerationResolver } from './generations.ts';
import { HealthResolver } from './health.ts';
import { ImageResolver } from './images.ts';
import { LiveResolver } from './live.ts';
import { ModelWritesResolver } from './model-writes.ts';
import { ModelResolver } from './models.ts';
import { NodeResolver } from './nodes.ts';
import { OwnAccountResolver } from './own-account.ts';
import { PackageWritesResolver } from './package-writes.ts';
import { PackageResolver } from './packages.ts';
import { PaymentDifferenceResolver } from './payment-differences.ts';
import { PaymentWritesResolver } from './payment-writes.ts';
import { InviterRewardResolver, PaymentResolver } from './payments.ts';
import { PromoCodeResolver, PromoRedemptionResolver } from './promo-codes.ts';
import { PromoWritesResolver } from './promo-writes.ts';
import { ReferralResolver } from './referrals.ts';
import { RefundResolver } from './refunds.ts';
import { SessionsResolver } from './sessions.ts';
import { SettingWritesResolver } from './setting-writes.ts';
import { SettingResolver } from './settings.ts';
import { StatisticsResolver } from './statistics.ts';
import {
  GenerationBreakdownResolver,
  GenerationSeriesResolver,
  GenerationStatisticsResolver,
  LatencyGroupResolver,
} from './statistics-generations.ts';
import {
  PackageRevenueResolver,
  RevenueStatisticsResolver,
  SpenderResolver,
} from './statistics-money.ts';
import { CreditSubscriptionResolver } from './subscriptions.ts';
import { TotalsResolver } from './totals.ts';
import { UserListsResolver } from './user-lists.ts';
import { UserWritesResolver } from './user-writes.ts';
import { UserResolver } from './users.ts';
import { ViewerResolver } from './viewer.ts';
import { WebhookReplaysResolver } from './webhook-replays.ts';
import { WebhookWritesResolver } from './webhook-writes.ts';
import { WebhookDeliveryResolver, WebhookEndpointResolver } from './webhooks.ts';

/** The classes that make up the schema, by name so that every runtime builds the same one. */
export const resolvers: NonEmptyArray<NewableFunction> = [
  ViewerResolver,
  UserResolver,
  UserListsResolver,
  AuditLogResolver,
  ConversationResolver,
  ExchangeResolver,
  CreditEntryResolver,
  GenerationResolver,
  GenerationOutputResolver,
  DeliveryResolver,
  HealthResolver,
  ImageResolver,
  ModelResolver,
  NodeResolver,
  PackageResolver,
  PaymentDifferenceResolver,
  PaymentResolver,
  InviterRewardResolver,
  PromoCodeResolver,
  PromoRedemptionResolver,
  ReferralResolver,
  RefundResolver,
  SettingResolver,
  CreditSubscriptionResolver,
  ContentResolver,
  WebhookEndpointResolver,
  WebhookDeliveryResolver,
  UserWritesResolver,
  GenerationWritesResolver,
  PaymentWritesResolver,
  ModelWritesResolver,
  PackageWritesResolver,
  SettingWritesResolver,
  PromoWritesResolver,
  ContentWritesResolver,
  WebhookWritesResolver,
  WebhookReplaysResolver,
  SessionsResolver,
  OwnAccountResolver,
  AccessResolver,
  AccessWritesResolver,
  LiveResolver,
  StatisticsResolver,
  GenerationStatisticsResolver,
  GenerationSeriesResolver,
  GenerationBreakdownResolver,
  LatencyGroupResolver,
  RevenueStatisticsResolver,
  PackageRevenueResolver,
  SpenderResolver,
  TotalsResolver,
  CreditAuditResolver,
];
