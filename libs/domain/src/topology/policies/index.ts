export { judgeRequest, type PolicyAnswer } from './judge-request.js';
export { letsOthers, openDoor } from './open-to-all.js';
