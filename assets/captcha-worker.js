// SPDX-License-Identifier: Apache-2.0
// Solves the challenge of the "I'm not a robot" box off the page's own thread.
import 'altcha/workers/pbkdf2';
