import { syntax } from './1-syntax.ts';
import { names } from './2-names.ts';
import { graph } from './3-graph.ts';
import { signals } from './4-signals.ts';
import { types } from './4-types.ts';
import { schedules } from './5-schedules.ts';
import { triggers } from './5-triggers.ts';
import { database } from './7-database.ts';
import { deployment } from './7-deployment.ts';
import { project } from './7-project.ts';
import { runs } from './7-runs.ts';
import { awaits } from './8-awaits.ts';
import { safety } from './8-safety.ts';

/** Every diagnostic there is, by slug. */
export const catalogue = {
  ...syntax,
  ...names,
  ...graph,
  ...types,
  ...signals,
  ...schedules,
  ...triggers,
  ...project,
  ...database,
  ...runs,
  ...deployment,
  ...safety,
  ...awaits,
} as const;

export type Slug = keyof typeof catalogue;
/** The facts that the message of a diagnostic needs. */
export type Facts<S extends Slug> = Parameters<(typeof catalogue)[S]['message']>[0];
