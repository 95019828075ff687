/**
 * Brings a database to the state that the project's text describes: the engine, and one version per flow. Knows compiled
 * flows and a connection, and nothing of text or terminals.
 */
export { type DeployResult, deploy } from './deploy.ts';
export { type EngineState, readEngineState } from './engine-state.ts';
export { type DeployPlan, type DeployScript, type FlowPlan, planDeploy } from './plan.ts';
