//! The code of the README: two spreadsheets in, the provably best tandems out, with reasons.

use tandems::{Matcher, Pool, ScoringModel};

const MENTORS: &str = "\
id,offers,languages,availability,sectors,capacity
Anna,cv;interview,de:native;en:C1,mon 18:00-20:00;sat 10:00-14:00,Q86,2
Bernd,housing,de:native,tue 09:00-12:00,F41,1
";

const MENTEES: &str = "\
id,needs,languages,availability,sectors
Samir,cv!:3;interview:1,ar:native;de:B1,mon 17:00-19:00,Q86
Li,interview,zh:native;en:B2,sat 11:00-13:00,
Olena,cv,uk:native;de:A2,wed 10:00-12:00,P85
";

#[allow(clippy::print_stdout, reason = "an example shows what it does")]
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pool = Pool::from_csv(MENTORS.as_bytes(), MENTEES.as_bytes())?;
    let model = ScoringModel::default();
    let matching = Matcher::new(&model).match_pool(&pool)?;
    println!("{matching}");

    assert_eq!(matching.tandems().len(), 2);
    assert_eq!(matching.unmatched_mentees()[0].id, "Olena");
    Ok(())
}
