/**
 * The years of Vietnam's lunar calendar from 1900 on, four characters to the base of 36 each: a bit per month from the
 * lowest on, set where it has 30 days and not 29, then from the 14th on the number of the month that is followed by its
 * leap month, 0 in a year without one. Made by `scripts/calendar/lunar-years.ts`.
 */
export const lunarYears =
  '1j2q01g202w5100a018r023f0thy012i028p0h8y01g217ad027902170zaj023x012i0ew902p51e3602oi02lh10st021i' +
  '00ja0tkl01ck02w90ioi02vm14iu010r021j0zau028q01ck0lvt01ft1cpf0237010r13yz023x012i0uol02as02890hw3' +
  '02391cfh0112023x0zvu014i02p10oqy02mi1gnp023b011y141h025101ci0s6d02w5018q0lg700ij19az012j0295107m' +
  '028i02790uh702191inf00j1014d146i02p502oi0v1h02lh021h0gq500xi19dh01cl02x511n602vm02li0l06021j1is6' +
  '012i028l103t01ft01ar0tgr010r021n0guy012i1ahx02at02mh10ut0239010t0re502451p62015e02p117pm02tm02hi' +
  '0u9a011y02450gxe01ci14th01et018r0y3b00x701230l3u0296224y02aa0279174b021900x90xgb014d02ay0i1e02oi' +
  '1e0502lh021h0zot00xi01bp0lnu02x626qa02vn02li13yu021n01220rf9028l01fu0lub02371cff010r023f0ztm012i' +
  '02910tvu02mi1jth02hh01t914190245014a0rz902w502mi0oph02hi1d92011y0245103801ck02w50s5m01aj1imv00x7' +
  '01uj142i029601g40tut0285022z0gtn00x9'
