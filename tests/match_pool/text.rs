//! A matching as it is read on a screen.

use tandems::Matcher;

use super::{pool, stated};

#[test]
fn a_matching_reads_well() {
    let pool = pool("id,status\nanna,\nben,paused\n", "id,fit[]\nsamir,anna=90\nli,anna=75\n");
    let model = stated();
    let matching = Matcher::new(&model).match_pool(&pool).unwrap();
    insta::assert_snapshot!(matching, @r"
    1 tandem, total score 0.900: optimal, proved by dual prices (most tandems, then best total score)

    score  mentor  mentee  because
    0.900  anna    samir   stated 0.90

    mentees without a new tandem: 1
    li  seats_went_to_others: 1 mentor would fit, the best anna at 0.750, matched with samir

    mentors without a new tandem: 1
    ben  not_active: is paused
    ");
}
