import type { AppearanceView, BootstrapView, DecisionInput } from '../../../src/lib/bindings';
import type { Handlers } from '../backend';
import { failure } from '../world';

/** Start, consent, settings. */
export const startHandlers: Handlers = {
  bootstrap: (world): BootstrapView => {
    world.scenario.early.forEach((event) => world.emit(event));
    return {
      consent: world.consent,
      session: world.scenario.session,
      profile: world.scenario.profile,
      sync: world.scenario.sync,
      inbox: world.scenario.inbox,
      settings: world.settings,
      lock_soon: { seconds: world.scenario.lockSoon },
      app_version: '0.1.0',
    };
  },
  window_ready: () => null,
  mark_complete: () => null,
  app_quit: () => null,
  consent_decide: (world, { decision }) => {
    const { choice, age_band, text_hash } = decision as DecisionInput;
    if (text_hash !== world.scenario.policy.text_hash) throw failure('policy-text-changed');
    if (choice === 'agree' && age_band === null) throw failure('age-band-missing');
    const had = !['missing', 'own_phone', null].includes(world.scenario.guardian);
    if (choice === 'agree' && age_band === 'adult' && had) throw failure('guardian-confirmed', { retryable: false });
    const newcomer = world.scenario.person === 'unasked';
    if (world.scenario.person !== undefined) world.scenario.person = choice === 'agree' ? 'agreed' : 'closed';
    // Somebody new answers for themselves only.
    if (!newcomer) {
      world.scenario.choice = choice;
      world.scenario.ageBand = age_band;
      world.scenario.guardian = age_band === null || age_band === 'adult' ? null : 'missing';
    }
    return world.consent;
  },
  settings_view: (world) => world.settings,
  settings_update: (world, { appearance }) => {
    world.scenario.appearance = appearance as AppearanceView;
    return world.settings;
  },
  sync_now: (world) => world.scenario.sync,
  sync_woken: () => null,
  sync_send_held: (world) => {
    world.scenario.sync = { ...world.scenario.sync, state: { kind: 'idle' }, waiting: 0 };
    return world.scenario.sync;
  },
};
