/** The operator's command: `npm run shoal -- <verb>`, the same in the container. */

import { Command } from 'commander'
import { calibrateCommand } from './shoal/calibrate.ts'
import { capacityCommand } from './shoal/capacity.ts'
import { doctorCommand } from './shoal/doctor.ts'
import { keyCommand } from './shoal/key.ts'
import { passwordCommand } from './shoal/password.ts'
import { seedCommand } from './shoal/seed.ts'
import { setupCommand } from './shoal/setup.ts'
import { testPictureCommand } from './shoal/test-picture.ts'
import { loadEnvironmentFile } from './workspace.ts'

loadEnvironmentFile()
await new Command('shoal')
  .description('Looks after a Shoal server from the shell. Settings come from the environment or .env.')
  .addCommand(setupCommand())
  .addCommand(keyCommand())
  .addCommand(passwordCommand())
  .addCommand(testPictureCommand())
  .addCommand(calibrateCommand())
  .addCommand(capacityCommand())
  .addCommand(seedCommand())
  .addCommand(doctorCommand())
  .addHelpText('after', '\nExample:\n  npm run shoal -- doctor')
  .showHelpAfterError('(add --help for what there is)')
  .parseAsync()
// nothing that was opened is waited for: a signal listener would keep the process
process.exit()
