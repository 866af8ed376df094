//! `verify` refuses every answer that is not what it says it is, whoever made it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ndarray::{Array2, array};
use serde_json::{Value, json};
use tandems::problem::{
    Bounds, DenseView, Level, Objective, Problem, ProblemError, Solution, Status,
};
use tandems::solve::Options;
use tandems::verify::VerifyError;

type Dense<'a> = Problem<DenseView<'a, i64>>;

fn points() -> Array2<i64> {
    array![[5, 9, 1], [7, 8, 2], [6, 3, 4]]
}

/// Two seats in the first column, a pin, a forbid and a floor.
fn problem(points: &Array2<i64>) -> Dense<'_> {
    let capacities = vec![Bounds::up_to(2), Bounds::up_to(1), Bounds::up_to(1)];
    let mut problem = Problem::new(DenseView::maximize(points.view()).unwrap())
        .with_capacities(capacities)
        .unwrap()
        .with_floor(2);
    problem.pin(2, 2).unwrap();
    problem.forbid(1, 1).unwrap();
    problem
}

/// The answer after a change to its JSON.
fn tampered(solution: &Solution, change: impl FnOnce(&mut Value)) -> Solution {
    let mut value = serde_json::to_value(solution).unwrap();
    change(&mut value);
    serde_json::from_value(value).unwrap()
}

fn refused(change: impl FnOnce(&mut Value)) -> VerifyError {
    let points = points();
    let problem = problem(&points);
    let solution = problem.solve(&Options::default()).unwrap();
    assert!(solution.verify(&problem).unwrap().proved);
    tampered(&solution, change).verify(&problem).unwrap_err()
}

#[test]
fn the_answer_itself_holds() {
    let points = points();
    let problem = problem(&points);
    let solution = problem.solve(&Options::default()).unwrap();
    let verified = solution.verify(&problem).unwrap();
    assert!(verified.proved);
    assert_eq!(verified.worth, [(Level::Tandems, 3), (Level::Total, 20)]);
    assert!(tampered(&solution, |_| {}).verify(&problem).unwrap().proved);
    let text = serde_json::to_string(&solution).unwrap();
    assert_eq!(serde_json::from_str::<Solution>(&text).unwrap(), solution);
}

#[test]
fn pairs() {
    assert_eq!(
        refused(|value| value["pairs"][0]["weight"] = json!(10)),
        VerifyError::WrongWeight { row: 0, column: 1, stated: 10, actual: 9 }
    );
    assert_eq!(
        refused(|value| value["pairs"][2]["weight"] = json!(5)),
        VerifyError::WrongWeight { row: 2, column: 2, stated: 5, actual: 4 }
    );
    assert_eq!(
        refused(|value| drop(value["pairs"].as_array_mut().unwrap().pop())),
        VerifyError::MissingPin { row: 2, column: 2 }
    );
    assert_eq!(
        refused(|value| value["pairs"][1]["column"] = json!(1)),
        VerifyError::OutOfBounds { side: "column", index: 1, pairs: 2, min: 0, max: 1 }
    );
    assert_eq!(
        refused(|value| {
            let pair = json!({"row": 0, "column": 0, "weight": 5});
            value["pairs"].as_array_mut().unwrap().push(pair);
        }),
        VerifyError::OutOfBounds { side: "row", index: 0, pairs: 2, min: 0, max: 1 }
    );
    let twice = |value: &mut Value| {
        let pair = value["pairs"][0].clone();
        value["pairs"].as_array_mut().unwrap().push(pair);
    };
    assert_eq!(refused(twice), VerifyError::Duplicate { row: 0, column: 1 });
    assert_eq!(
        refused(|value| value["pairs"][0]["row"] = json!(3)),
        VerifyError::NoSuchPair { row: 3, column: 1 }
    );
    // Forbidden, and below the floor.
    let forbidden = |value: &mut Value| {
        value["pairs"][0] = json!({"row": 0, "column": 0, "weight": 5});
        value["pairs"][1] = json!({"row": 1, "column": 1, "weight": 8});
    };
    assert_eq!(refused(forbidden), VerifyError::NotOpen { row: 1, column: 1 });
}

#[test]
fn values_and_prices() {
    assert!(matches!(
        refused(|value| value["levels"][1]["value"] = json!(21)),
        VerifyError::WrongValue { level: Level::Total, stated: 21, actual: 20 }
    ));
    assert!(matches!(
        refused(|value| drop(value["levels"].as_array_mut().unwrap().pop())),
        VerifyError::OtherLevels { .. }
    ));
    assert!(matches!(
        refused(|value| value["levels"][0]["bound"] = json!(2)),
        VerifyError::WrongBound { level: Level::Tandems, stated: Some(2), actual: 3 }
    ));
    assert!(matches!(
        refused(|value| value["duals"]["rows"][1] = json!(1000)),
        VerifyError::NotProved { level: Level::Total, .. }
    ));
    assert!(matches!(
        refused(|value| value["duals"]["columns"] = json!([0, 0, 0, 0])),
        VerifyError::PricesShape { .. }
    ));
    assert!(matches!(
        refused(|value| value["duals"] = Value::Null),
        VerifyError::Inconsistent { status: Status::Optimal, .. }
    ));
    // A worse answer with its own values right: the prices do not meet it.
    let worse = |value: &mut Value| {
        value["pairs"].as_array_mut().unwrap().remove(1);
        value["levels"][0]["value"] = json!(2);
        value["levels"][1]["value"] = json!(13);
    };
    assert!(matches!(refused(worse), VerifyError::NotProved { level: Level::Tandems, .. }));
}

#[test]
fn statuses() {
    assert!(matches!(
        refused(|value| value["status"] = json!("infeasible")),
        VerifyError::Inconsistent { status: Status::Infeasible, .. }
    ));
    assert!(matches!(
        refused(|value| value["stop_reason"] = json!("time")),
        VerifyError::Inconsistent { .. }
    ));
    assert!(matches!(
        refused(|value| {
            value["pairs"] = json!([]);
            value["status"] = json!("infeasible");
            value["conflict"] = json!({"pin_forbidden": {"row": 1, "column": 1}});
        }),
        VerifyError::NoConflict { .. }
    ));
}

#[test]
fn conflicts_are_recomputed() {
    // Two rows that only one seat reaches.
    let costs = array![[1.0, f64::INFINITY], [2.0, f64::INFINITY]];
    let view = DenseView::minimize(costs.view()).unwrap();
    let problem = Problem::new(view).with_objective(Objective::Perfect);
    let solution = problem.solve(&Options::default()).unwrap();
    assert_eq!(solution.status(), Status::Infeasible);
    assert!(solution.verify(&problem).unwrap().proved);
    for (rows, wanted) in [(json!([0]), 1), (json!([0, 1]), 3), (json!([0, 0]), 2), (json!([7]), 1)]
    {
        let wrong = tampered(&solution, |value| {
            value["conflict"] =
                json!({"tight_rows": {"rows": rows, "wanted": wanted, "available": 1}});
        });
        assert!(matches!(wrong.verify(&problem), Err(VerifyError::NoConflict { .. })), "{wrong:?}");
    }
}

#[test]
fn contradictory_pins() {
    let points = points();
    let mut problem = Problem::new(DenseView::maximize(points.view()).unwrap());
    problem.pin(0, 0).unwrap();
    problem.pin(1, 0).unwrap();
    let solution = problem.solve(&Options::default()).unwrap();
    assert_eq!(solution.status(), Status::Infeasible);
    assert!(solution.verify(&problem).unwrap().proved);
    assert_eq!(
        solution.conflict().unwrap().to_string(),
        "2 pins exceed the capacity 1 of column 0"
    );
    assert_eq!(problem.pin(3, 0), Err(ProblemError::NoSuchRow { row: 3, rows: 3 }));
}
